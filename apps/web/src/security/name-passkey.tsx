"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";

export interface NamePasskeyProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  note?: string;
  verb: string;
  initial: string;
  busy: boolean;
  error: unknown;
  onName: (name: string) => void;
}

/** Asks for the name by which a person knows a passkey. */
export function NamePasskey(props: NamePasskeyProps) {
  const { open, onOpenChange, title, note } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} note={note}>
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm({ verb, initial, busy, error, onName, onOpenChange }: NamePasskeyProps) {
  const [name, setName] = useState(initial);
  const trimmed = name.trim();
  function submit(event: FormEvent) {
    event.preventDefault();
    onName(trimmed);
  }
  return (
    <form onSubmit={submit}>
      <Field
        label="Name"
        hint="Such as the device that keeps it."
        error={error === null ? undefined : readFailure(error).sentence}
      >
        {(control) => (
          <TextInput
            {...control}
            value={name}
            maxLength={60}
            required
            autoFocus
            autoComplete="off"
            autoCapitalize="sentences"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={busy}
          disabled={trimmed === "" || trimmed === initial}
        >
          {verb}
        </Button>
      </Actions>
    </form>
  );
}
