"use client";

import { type FormEvent, useState } from "react";
import type { Inputs } from "../data/router-types.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { Switch } from "../design/switch.tsx";
import { ChosenApps } from "./chosen-apps.tsx";
import { type KeyLife, keyLives } from "./key-words.ts";

type NewKey = Inputs["account"]["keys"]["create"];

const reaches = [
  { value: "all", label: "All apps", note: "Those of this organization, later ones too" },
  { value: "some", label: "Chosen apps" },
  { value: "none", label: "No apps", note: "For the API alone" },
] as const;

const lives = (["30d", "90d", "1y", "never"] as const).map((value) => ({
  value,
  label: keyLives[value].label,
}));

interface Draft {
  name: string;
  reach: (typeof reaches)[number]["value"];
  appIds: readonly string[];
  api: boolean;
  life: KeyLife;
}

export interface KeyFormProps {
  busy: boolean;
  error: unknown;
  onCancel: () => void;
  onSubmit: (key: NewKey) => void;
}

export function KeyForm({ busy, error, onCancel, onSubmit }: KeyFormProps) {
  const [draft, setDraft] = useState<Draft>({
    ...{ name: "", reach: "all", appIds: [], api: false, life: "90d" },
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const opensNothing = !draft.api && appsOf(draft).length === 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!opensNothing) {
      onSubmit({
        name: draft.name,
        scopes: { apps: appsOf(draft), api: draft.api },
        lifeMs: keyLives[draft.life].lifeMs,
      });
    }
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4" noValidate>
      <Field label="Name" hint="What uses it, so that you know later which one to revoke.">
        {(control) => (
          <TextInput
            {...control}
            value={draft.name}
            placeholder="Backup script"
            maxLength={100}
            autoFocus
            autoComplete="off"
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Opens" error={opensNothing ? "This key would open nothing." : undefined}>
        {(control) => (
          <Select
            {...control}
            value={draft.reach}
            options={reaches}
            onChange={(reach) => change({ reach })}
          />
        )}
      </Field>
      {draft.reach === "some" && (
        <ChosenApps chosen={draft.appIds} onChange={(appIds) => change({ appIds })} />
      )}
      <Switch
        label="May call the API"
        note="Read and change what you may, and reach hosts as the homeport command does."
        checked={draft.api}
        onChange={(api) => change({ api })}
      />
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
      {error !== null && <ErrorCard title="The key was not created" error={error} />}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={busy}
          disabled={draft.name.trim() === "" || opensNothing}
        >
          Create key
        </Button>
      </Actions>
    </form>
  );
}

function appsOf(draft: Draft): "all" | string[] {
  if (draft.reach === "all") {
    return "all";
  }
  return draft.reach === "some" ? [...draft.appIds] : [];
}
