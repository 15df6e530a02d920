import type { ReactNode } from "react";
import { Notice } from "../design/notice.tsx";
import { Switch } from "../design/switch.tsx";
import type { ShownEntry } from "../public-catalog/catalog-types.ts";
import { accessWords, permissionWords } from "../public-catalog/catalog-words.ts";
import type { InstallDraft } from "./install-draft.ts";
import { Part } from "./part.tsx";

export interface InstallReviewProps {
  shown: ShownEntry;
  draft: InstallDraft;
  error: string | undefined;
  onAgree: (permissions: string[]) => void;
}

/** What will be there when it is installed, and what that is allowed. */
export function InstallReview({ shown, draft, error, onAgree }: InstallReviewProps) {
  const { view, full } = shown;
  const { entry } = full;
  const runs = draft.mode === "compose";
  const permissions = runs ? (entry.permissions ?? []) : [];
  const ports = runs ? entry.entrypoints.filter(({ primary }) => primary !== true) : [];
  return (
    <Part title="What you get">
      <div className="grid gap-4 text-sm">
        <dl className="grid gap-2">
          <Line name="Address">
            {view.hasAddress || !runs ? (
              <>
                <code className="wrap-anywhere">{draft.name}</code> under the address of your apps
              </>
            ) : (
              "None: it answers at no public address, only at its ports on the host."
            )}
          </Line>
          {(entry.paths ?? []).map(({ prefix, access, label }) => (
            <Line key={prefix} name={label}>
              <code className="wrap-anywhere">{prefix}</code>:{" "}
              <span className={access === "public" ? "font-medium text-warn" : ""}>
                {accessWords[access].who}
              </span>
            </Line>
          ))}
          {ports.map(({ name, port, protocol }) => (
            <Line key={name} name="Port">
              {port} {protocol.toUpperCase()} of the host, for {name}
            </Line>
          ))}
        </dl>
        {permissions.length > 0 && (
          <Notice tone="warn" title="By installing it you allow it to do this on the host">
            <div className="mt-1 grid gap-3">
              {permissions.map((word) => (
                <Switch
                  key={word}
                  label={permissionWords[word].title}
                  note={permissionWords[word].meaning}
                  checked={draft.permissions.includes(word)}
                  onChange={(isAgreed) => {
                    const others = draft.permissions.filter((one) => one !== word);
                    onAgree(isAgreed ? [...others, word] : others);
                  }}
                />
              ))}
              {error !== undefined && (
                <p role="alert" className="text-bad">
                  {error}
                </p>
              )}
            </div>
          </Notice>
        )}
        {runs && permissions.length === 0 && (
          <p className="text-ink-3">
            It gets its own folder and ports that only the host itself reaches.
          </p>
        )}
      </div>
    </Part>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[7rem_1fr] gap-2">
      <dt className="wrap-anywhere text-ink-3">{name}</dt>
      <dd className="min-w-0 text-ink">{children}</dd>
    </div>
  );
}
