"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Actions, Dialog } from "./dialog.tsx";
import { ErrorCard } from "./error-card.tsx";
import { Field, TextInput } from "./field.tsx";

export interface ConfirmNameProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will be gone, and what stays. */
  children: ReactNode;
  /** What has to be typed. */
  name: string;
  /** The verb on the button: "Revoke host". */
  verb: string;
  busy: boolean;
  error: unknown;
  /** A choice that belongs to the act, before its name is typed. */
  choice?: ReactNode;
  onConfirm: () => void;
}

/** Asks for the name of what is about to go: nothing is ended by one wrong press. */
export function ConfirmName(props: ConfirmNameProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={props.title}
      note={props.children}
    >
      <ConfirmForm {...props} />
    </Dialog>
  );
}

function ConfirmForm(props: ConfirmNameProps) {
  const { name, verb, busy, error, choice, onConfirm, onOpenChange } = props;
  const [typed, setTyped] = useState("");
  const matches = typed.trim() === name;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (matches) {
      onConfirm();
    }
  }
  return (
    <form onSubmit={submit}>
      {choice}
      <Field
        label={
          <>
            Type <strong className="wrap-anywhere font-mono font-semibold">{name}</strong> to
            confirm
          </>
        }
      >
        {(control) => (
          <TextInput
            {...control}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoFocus
          />
        )}
      </Field>
      {error !== null && error !== undefined && (
        <ErrorCard className="mt-4" title="Nothing was changed" error={error} />
      )}
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Keep it</Button>
        <Button look="destroy" type="submit" disabled={!matches} busy={busy}>
          {verb}
        </Button>
      </Actions>
    </form>
  );
}
