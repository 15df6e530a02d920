"use client";

import type { FormEvent, ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";

export interface LinkFormProps {
  label: string;
  onLabel: (label: string) => void;
  busy: boolean;
  /** What is told below the fields; null where a field tells it. */
  error: unknown;
  onCancel: () => void;
  onSubmit: () => void;
  /** What this kind of link opens, and until when. */
  children: ReactNode;
}

/** The form of every link that can be handed out: its name first, then what is its kind's own. */
export function LinkForm(props: LinkFormProps) {
  const { label, onLabel, busy, error, onCancel, onSubmit, children } = props;
  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4" noValidate>
      <Field label="Name" hint="Whom or what it is for. Guests do not see it.">
        {(control) => (
          <TextInput
            {...control}
            value={label}
            placeholder="For Grace"
            maxLength={100}
            autoFocus
            autoComplete="off"
            onChange={(event) => onLabel(event.target.value)}
          />
        )}
      </Field>
      {children}
      {error !== null && <ErrorCard title="The link was not created" error={error} />}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={busy}>
          Create link
        </Button>
      </Actions>
    </form>
  );
}
