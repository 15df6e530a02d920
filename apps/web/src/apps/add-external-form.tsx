"use client";

import type { AccessLevel } from "@homeport/gate";
import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { LevelField } from "./level-field.tsx";
import { useCreateApp } from "./use-create-app.ts";

export interface AddExternalFormProps {
  onCancel: () => void;
  onCreated: (appId: string) => void;
}

/** Refusals that are about the hostname itself, and stand at its field. */
const aboutTheName = new Set(["BAD_HOSTNAME", "ADDRESS_TAKEN", "INPUT_INVALID"]);

/** An app that a proxy of the person's own serves: it asks this gate who may pass. */
export function AddExternalForm({ onCancel, onCreated }: AddExternalFormProps) {
  const [hostname, setHostname] = useState("");
  const [level, setLevel] = useState<AccessLevel>("owner");
  const create = useCreateApp(onCreated);
  const failure = create.isError ? readFailure(create.error) : null;
  const atField = failure !== null && aboutTheName.has(failure.code);
  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate({ carrier: "external", hostname, level });
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field
        label="Hostname"
        hint="Where your proxy serves it, such as notes.example.org. A DNS record proves that it is yours."
        error={atField ? failure.sentence : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            value={hostname}
            placeholder="notes.example.org"
            inputMode="url"
            maxLength={512}
            required
            autoComplete="off"
            className="font-mono"
            onChange={(event) => {
              setHostname(event.target.value);
              create.reset();
            }}
          />
        )}
      </Field>
      <LevelField level={level} onChange={setLevel} />
      {failure !== null && !atField && (
        <ErrorCard title="The app was not added" error={create.error} />
      )}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={create.isPending}
          disabled={hostname.trim() === ""}
        >
          Add app
        </Button>
      </Actions>
    </form>
  );
}
