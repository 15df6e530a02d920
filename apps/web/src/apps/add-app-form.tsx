"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { type AppDraft, type DraftProblems, fieldOfFailure, findProblems } from "./app-draft.ts";
import { HostField } from "./host-field.tsx";
import { LevelField } from "./level-field.tsx";
import { useCreateApp } from "./use-create-app.ts";

export interface AddAppFormProps {
  hostId: string | undefined;
  onCancel: () => void;
  onCreated: (appId: string) => void;
}

/** An app that listens on a host. */
export function AddAppForm({ hostId, onCancel, onCreated }: AddAppFormProps) {
  const [draft, setDraft] = useState<AppDraft>({ hostId, target: "", name: "", level: "owner" });
  const [problems, setProblems] = useState<DraftProblems>({});
  const create = useCreateApp(onCreated);
  const refused = create.isError ? fieldOfFailure(readFailure(create.error)) : {};
  function change(part: Partial<AppDraft>) {
    setDraft({ ...draft, ...part });
    setProblems({});
    create.reset();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const found = findProblems(draft);
    setProblems(found);
    if (draft.hostId !== undefined && Object.keys(found).length === 0) {
      create.mutate({
        hostId: draft.hostId,
        target: draft.target.trim(),
        name: draft.name.trim().toLowerCase(),
        level: draft.level,
      });
    }
  }
  const shown = { ...refused, ...problems };
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <HostField
        value={draft.hostId}
        error={shown.hostId}
        onChange={(next) => change({ hostId: next })}
      />
      <Field
        label="Where it listens"
        hint="A port on the host, or an address such as http://127.0.0.1:3000."
        error={shown.target}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.target}
            placeholder="3000"
            autoComplete="off"
            className="font-mono"
            onChange={(event) => change({ target: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Name"
        hint="Becomes the first part of its address: small letters, digits and hyphens."
        error={shown.name}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.name}
            placeholder="notes"
            maxLength={63}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <LevelField level={draft.level} onChange={(level) => change({ level })} />
      {create.isError && Object.keys(refused).length === 0 && (
        <ErrorCard title="The app was not added" error={create.error} />
      )}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={create.isPending}>
          Add app
        </Button>
      </Actions>
    </form>
  );
}
