import type { Entrypoint, Permission, Setting, ShownEntry } from "./catalog-types.ts";
import { accessWords, permissionWords, portWords, settingWords } from "./catalog-words.ts";
import { EntryRow, EntryRows, EntrySection } from "./entry-section.tsx";

/** Who could open what, in words that need no explanation. */
export function PathsAndAccess({ paths }: { paths: ShownEntry["full"]["entry"]["paths"] }) {
  return (
    <EntrySection
      id="paths-and-access"
      title="Paths and access"
      note="How it is installed; each can be changed before and afterwards."
    >
      {paths === undefined || paths.length === 0 ? (
        <p className="text-ink-2">
          It answers at no public address: programs reach it at its ports, and nobody opens it in a
          browser.
        </p>
      ) : (
        <EntryRows>
          {paths.map(({ prefix, access, label }) => (
            <EntryRow
              key={prefix}
              name={
                <>
                  <code>{prefix}</code> — {accessWords[access].who}
                </>
              }
            >
              <span className="text-ink">{label}.</span> {accessWords[access].meaning}
            </EntryRow>
          ))}
        </EntryRows>
      )}
    </EntrySection>
  );
}

export function Ports({ entrypoints }: { entrypoints: readonly Entrypoint[] }) {
  return (
    <EntrySection id="ports" title="Ports" note="Where it listens inside its containers.">
      <EntryRows>
        {entrypoints.map((entrypoint) => (
          <EntryRow
            key={entrypoint.name}
            name={`${entrypoint.port} ${entrypoint.protocol.toUpperCase()}`}
          >
            {entrypoint.name}: {portWords(entrypoint)}
          </EntryRow>
        ))}
      </EntryRows>
    </EntrySection>
  );
}

export function AskedSettings({ settings }: { settings: readonly Setting[] }) {
  if (settings.length === 0) return null;
  return (
    <EntrySection id="settings" title="What is asked at installation">
      <EntryRows>
        {settings.map((setting) => (
          <EntryRow key={setting.key} name={setting.label}>
            {settingWords(setting)}
            {setting.help !== undefined && <> · {setting.help}</>}
          </EntryRow>
        ))}
      </EntryRows>
    </EntrySection>
  );
}

export function Permissions({ permissions }: { permissions: readonly Permission[] }) {
  if (permissions.length === 0) return null;
  return (
    <EntrySection
      id="permissions"
      title="Rights beyond the usual"
      note="Most apps need none of these. Install it only where you trust it that far."
    >
      <ul className="grid gap-2">
        {permissions.map((permission) => (
          <li
            key={permission}
            className="rounded-lg border border-warn-line bg-warn-soft px-4 py-3 text-ink-2"
          >
            <p className="font-medium text-ink">{permissionWords[permission].title}</p>
            <p>{permissionWords[permission].meaning}</p>
          </li>
        ))}
      </ul>
    </EntrySection>
  );
}
