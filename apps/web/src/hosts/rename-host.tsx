"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";
import type { HostDetail } from "./host-types.ts";

export interface HostDialogProps {
  host: HostDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameHost({ host, open, onOpenChange }: HostDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Rename host"
      note="Only the name changes: its key, its apps and their addresses stay."
    >
      <RenameForm host={host} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RenameForm({ host, onDone }: { host: HostDetail; onDone: () => void }) {
  const [name, setName] = useState(host.name);
  const change = useRename(host, onDone);
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ hostId: host.hostId, name: name.trim() });
  }
  return (
    <form onSubmit={submit}>
      <Field
        label="Name"
        hint="1 to 63 characters."
        error={change.isError ? readFailure(change.error).sentence : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            value={name}
            maxLength={63}
            required
            autoFocus
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={change.isPending}
          disabled={name.trim() === "" || name.trim() === host.name}
        >
          Rename
        </Button>
      </Actions>
    </form>
  );
}

function useRename(host: HostDetail, onDone: () => void) {
  const trpc = useTRPC();
  const queryKey = trpc.hosts.get.queryKey({ hostId: host.hostId });
  return useChange({
    ...trpc.hosts.renameMachine.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { name }) => (typeof cached === "object" ? { ...cached, name } : cached),
      },
    ],
    refresh: [queryKey, trpc.hosts.list.pathKey(), trpc.apps.pathKey()],
    failed: "The host was not renamed",
    onFailed: () => true,
    onDone,
  });
}
