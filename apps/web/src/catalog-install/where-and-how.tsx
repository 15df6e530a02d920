import { Field, TextInput } from "../design/field.tsx";
import { Segments } from "../design/segments.tsx";
import { Select } from "../design/select.tsx";
import type { ShownEntry } from "../public-catalog/catalog-types.ts";
import { HostChoice } from "./host-choice.tsx";
import type { InstallDraft } from "./install-draft.ts";
import { Part } from "./part.tsx";

const modeWords = {
  compose: {
    label: "Run it on the host",
    note: "The host fetches its images and runs them with Docker Compose.",
  },
  adopt: {
    label: "It runs there already",
    note: "Only its address and who may open it are taken from the catalog.",
  },
} as const;

export interface WhereAndHowProps {
  shown: ShownEntry;
  draft: InstallDraft;
  problemAt: (field: string) => string | undefined;
  onChange: (some: Partial<InstallDraft>) => void;
  /** Whoever fills a field in has done so. */
  onLeave: (field: string) => void;
}

/** On which host, run or taken in, which release, and under which name. */
export function WhereAndHow(props: WhereAndHowProps) {
  const { shown, draft, problemAt, onChange, onLeave } = props;
  const { view, full } = shown;
  const { releases } = full;
  return (
    <Part title="Where and how">
      {view.hasTemplate && (
        <div className="grid gap-1.5">
          <Segments
            label="How"
            value={draft.mode}
            options={(["compose", "adopt"] as const).map((value) => ({
              value,
              label: modeWords[value].label,
            }))}
            onChange={(mode) => onChange({ mode })}
            stacks
          />
          <p className="text-ink-3 text-sm">{modeWords[draft.mode].note}</p>
        </div>
      )}
      {!view.hasTemplate && (
        <p className="text-ink-2 text-sm">
          The catalog has no template for it: install it on the host by yourself, and take it in
          here.
        </p>
      )}
      <HostChoice
        shown={shown}
        mode={draft.mode}
        value={draft.hostId}
        error={problemAt("hostId")}
        onChange={(hostId) => onChange({ hostId })}
      />
      {draft.mode === "adopt" && (
        <Field
          label="Port"
          hint="Where it listens on the host, such as 8080."
          error={problemAt("port")}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.port}
              onChange={(event) => onChange({ port: event.target.value })}
              onBlur={() => onLeave("port")}
            />
          )}
        </Field>
      )}
      {draft.mode === "compose" && releases.length > 1 && (
        <Field label="Release" error={problemAt("version")}>
          {(control) => (
            <Select
              {...control}
              value={draft.version ?? releases[0]?.version}
              options={releases.map(({ version, date, prerelease }) => ({
                value: version,
                label: version,
                note: `${String(date).slice(0, 10)}${prerelease === true ? ", a prerelease" : ""}`,
              }))}
              onChange={(version) => onChange({ version })}
            />
          )}
        </Field>
      )}
      <Field
        label="Name"
        hint="The first part of its address: a to z, 0 to 9 and hyphens."
        error={problemAt("name")}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.name}
            maxLength={63}
            onChange={(event) => onChange({ name: event.target.value })}
            onBlur={() => onLeave("name")}
          />
        )}
      </Field>
    </Part>
  );
}
