"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";

export interface ReasonDialogProps {
  title: string;
  /** What it does, and for whom. */
  note: string;
  verb: string;
  /** Whether it can be done without one. */
  isOptional?: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onReason: (reason: string) => void;
}

/** Asks why: the reason is shown to those whom it stops, and kept on record. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, note, verb, isOptional = false, busy, error, onClose, onReason } = props;
  const [reason, setReason] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    onReason(reason.trim());
  }
  return (
    <Dialog open onOpenChange={onClose} title={title} note={note}>
      <form onSubmit={submit}>
        <Field label={isOptional ? "Reason, if you like" : "Reason"}>
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              autoCapitalize="sentences"
              maxLength={512}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
        {error !== null && error !== undefined && (
          <ErrorCard className="mt-4" title="Nothing was changed" error={error} />
        )}
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            busy={busy}
            disabled={!isOptional && reason.trim() === ""}
          >
            {verb}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
