"use client";

import { type FormEvent, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import type { OperatorRow } from "./operator-types.ts";
import { WordsField } from "./words-field.tsx";

export interface ActOnOperatorProps {
  operator: OperatorRow;
  onClose: () => void;
}

export function ChangeOperator({ operator, onClose }: ActOnOperatorProps) {
  const trpc = useTRPC();
  const { operatorId, label } = operator;
  const [permissions, setPermissions] = useState([...operator.permissions]);
  const change = useChange({
    ...trpc.fleet.operators.updatePermissions.mutationOptions(),
    refresh: [trpc.fleet.operators.pathKey()],
    failed: `What ${label} may do was not changed`,
    done: `What ${label} may do is changed`,
    onFailed: () => true,
    onDone: onClose,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ operatorId, permissions });
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`What ${label} may do`}
      note="It counts from their next request on."
    >
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <WordsField words={permissions} onChange={setPermissions} />
        {change.error !== null && <ErrorCard title="Nothing was changed" error={change.error} />}
        <Actions className="mt-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={change.isPending}>
            Save
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
