"use client";

import { useState } from "react";
import { readFailure } from "../data/failure.ts";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { LinkForm } from "../links/link-form.tsx";
import {
  dayRange,
  emptyDraft,
  findLinkProblems,
  type LinkDraft,
  type LinkInput,
  type LinkProblems,
  linkLives,
  toLinkInput,
} from "./link-words.ts";

const lives = [
  ...(["1h", "1d", "7d", "30d"] as const).map((value) => ({
    value,
    label: linkLives[value].label,
  })),
  { value: "date" as const, label: "On a day", note: "Up to a year from now" },
];

export interface ShareLinkFormProps {
  appId: string;
  busy: boolean;
  error: unknown;
  onCancel: () => void;
  onSubmit: (link: LinkInput) => void;
}

export function ShareLinkForm({ appId, busy, error, onCancel, onSubmit }: ShareLinkFormProps) {
  const [draft, setDraft] = useState(emptyDraft);
  const [problems, setProblems] = useState<LinkProblems>({});
  const badPath = error !== null && readFailure(error).code === "BAD_RULE";
  const pathProblem = badPath ? readFailure(error).sentence : problems.path;
  function change(part: Partial<LinkDraft>) {
    setDraft({ ...draft, ...part });
    setProblems({});
  }
  function submit() {
    const found = findLinkProblems(draft, Date.now());
    setProblems(found);
    if (Object.keys(found).length === 0) {
      onSubmit(toLinkInput(appId, draft));
    }
  }
  return (
    <LinkForm
      label={draft.label}
      onLabel={(label) => change({ label })}
      busy={busy}
      error={badPath ? null : error}
      onCancel={onCancel}
      onSubmit={submit}
    >
      <Field label="Opens" hint="This path and everything below it." error={pathProblem}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.path}
            className="font-mono"
            autoComplete="off"
            onChange={(event) => change({ path: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
        <Field label="Ends after">
          {(control) => (
            <Select
              {...control}
              value={draft.life}
              options={lives}
              onChange={(life) => change({ life })}
            />
          )}
        </Field>
        {draft.life === "date" && (
          <DayField
            value={draft.date}
            error={problems.date}
            onChange={(date) => change({ date })}
          />
        )}
        <Field label="Uses" hint="Empty: any number." error={problems.uses}>
          {(control) => (
            <TextInput
              {...control}
              value={draft.uses}
              inputMode="numeric"
              autoComplete="off"
              onChange={(event) => change({ uses: event.target.value })}
            />
          )}
        </Field>
      </div>
    </LinkForm>
  );
}

function DayField({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange: (date: string) => void;
}) {
  const { first, last } = dayRange(Date.now());
  return (
    <Field label="Last day" error={error}>
      {(control) => (
        <TextInput
          {...control}
          type="date"
          value={value}
          min={first}
          max={last}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
