"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";
import type { DeviceSession } from "./device-row.tsx";
import { titleOfSession } from "./session-words.ts";

export interface RenameDeviceProps {
  session: DeviceSession;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameDevice({ session, open, onOpenChange }: RenameDeviceProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Rename device"
      note="A name by which you know it in this list."
    >
      <RenameForm session={session} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RenameForm({ session, onDone }: { session: DeviceSession; onDone: () => void }) {
  const trpc = useTRPC();
  const queryKey = trpc.account.sessions.list.queryKey();
  const [label, setLabel] = useState(titleOfSession(session));
  const change = useChange({
    ...trpc.account.sessions.rename.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, renamed) =>
          Array.isArray(cached)
            ? cached.map((row) =>
                row.sessionId === renamed.sessionId ? { ...row, label: renamed.label } : row,
              )
            : cached,
      },
    ],
    refresh: [queryKey],
    failed: "The device was not renamed",
    onFailed: () => true,
    onDone,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ sessionId: session.sessionId, label: label.trim() });
  }
  return (
    <form onSubmit={submit}>
      <Field
        label="Name"
        hint="1 to 60 characters."
        error={change.isError ? readFailure(change.error).sentence : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            value={label}
            maxLength={60}
            required
            autoFocus
            autoComplete="off"
            autoCapitalize="sentences"
            onChange={(event) => setLabel(event.target.value)}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={change.isPending}
          disabled={label.trim() === "" || label.trim() === session.label}
        >
          Rename
        </Button>
      </Actions>
    </form>
  );
}
