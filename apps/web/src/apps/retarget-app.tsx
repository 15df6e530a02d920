"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";
import type { Delivery } from "./app-types.ts";

export interface RetargetAppProps {
  delivery: Delivery;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RetargetApp({ delivery, open, onOpenChange }: RetargetAppProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Change target"
      note="Where on the host the program listens. It counts from the next request on."
    >
      <RetargetForm delivery={delivery} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RetargetForm({ delivery, onDone }: { delivery: Delivery; onDone: () => void }) {
  const trpc = useTRPC();
  const [target, setTarget] = useState(delivery.target ?? "");
  const { appId, version } = delivery;
  const change = useChange({
    ...trpc.delivery.set.mutationOptions(),
    refresh: [trpc.delivery.get.queryKey({ appId }), trpc.apps.pathKey()],
    failed: "The target was not changed",
    onFailed: () => true,
    onDone,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ appId, version, target: target.trim() });
  }
  return (
    <form onSubmit={submit}>
      <Field
        label="Target"
        hint="A port, or an address such as http://127.0.0.1:3000."
        error={change.isError ? readFailure(change.error).sentence : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            value={target}
            required
            autoFocus
            autoComplete="off"
            className="font-mono"
            onChange={(event) => setTarget(event.target.value)}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={change.isPending}
          disabled={target.trim() === "" || target.trim() === delivery.target}
        >
          Change target
        </Button>
      </Actions>
    </form>
  );
}
