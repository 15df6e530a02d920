"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ShownOnce } from "../design/shown-once.tsx";
import { KeyForm } from "./key-form.tsx";

export interface CreateKeyProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateKey({ open, onOpenChange }: CreateKeyProps) {
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);
  function close() {
    onOpenChange(false);
    setMade(null);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={made === null ? "Create an API key" : `${made.name} is made`}
      note={made === null ? "It acts as you, and can be revoked at any time." : undefined}
    >
      {made === null ? (
        <Making onCancel={close} onMade={setMade} />
      ) : (
        <>
          <ShownOnce what="API key" value={made.key}>
            Keep it where the program finds it and nobody else does. If it is lost, revoke it and
            create another.
          </ShownOnce>
          <Actions>
            <Button look="primary" onClick={close}>
              Done
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}

function Making({
  onCancel,
  onMade,
}: {
  onCancel: () => void;
  onMade: (made: { name: string; key: string }) => void;
}) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.account.keys.create.mutationOptions(),
    refresh: [trpc.account.keys.list.queryKey()],
    failed: "The key was not created",
    onFailed: () => true,
    onDone: onMade,
  });
  return (
    <KeyForm
      busy={change.isPending}
      error={change.error}
      onCancel={onCancel}
      onSubmit={(input) => change.mutate(input)}
    />
  );
}
