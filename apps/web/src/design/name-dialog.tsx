"use client";

import { type FormEvent, useState } from "react";
import { Button } from "./button.tsx";
import { Actions, Dialog } from "./dialog.tsx";
import { Field, TextInput } from "./field.tsx";

export interface NameDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  note?: string;
  /** What the field is called; Name unless told. */
  label?: string;
  hint?: string;
  maxLength: number;
  /** What the button says. */
  verb: string;
  /** The name now; the same one is nothing to save. */
  initial: string;
  busy: boolean;
  /** Why the last try failed. */
  error: string | undefined;
  /** Gets it without blanks at its ends. */
  onName: (name: string) => void;
}

/** Asks for the name by which people know something. */
export function NameDialog(props: NameDialogProps) {
  const { open, onOpenChange, title, note } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} note={note}>
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm(props: NameDialogProps) {
  const { label = "Name", hint, maxLength, verb, initial, busy, error } = props;
  const [name, setName] = useState(initial);
  const trimmed = name.trim();
  function submit(event: FormEvent) {
    event.preventDefault();
    props.onName(trimmed);
  }
  return (
    <form onSubmit={submit}>
      <Field label={label} hint={hint} error={error}>
        {(control) => (
          <TextInput
            {...control}
            value={name}
            maxLength={maxLength}
            required
            autoFocus
            autoComplete="off"
            autoCapitalize="sentences"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
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
