"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { Replica } from "./operator-types.ts";
import { mayDrain } from "./replica-state.ts";

const effects = {
  web: "It takes no new request, answers those that are under way, and ends. Event streams are opened anew at another replica.",
  worker:
    "It takes no new job, tells those that run to stop, and ends. Another worker takes them from where their rows say.",
  relay:
    "It takes no new visit, ends those that are under way within 20 s, and ends. Agents go on by the tunnel that they hold at another relay.",
} as const satisfies Record<Replica["app"], string>;

/** Asks a replica to drain, after asking the operator. */
export function DrainReplica({ replica }: { replica: Replica }) {
  const trpc = useTRPC();
  const may = useMay("fleet.operate");
  const [open, setOpen] = useState(false);
  const { id } = replica;
  const change = useChange({
    ...trpc.fleet.replicas.drain.mutationOptions(),
    refresh: [trpc.fleet.replicas.get.queryKey({ id })],
    failed: "The replica was not asked to drain",
    onFailed: () => true,
    onDone: () => setOpen(false),
  });
  if (!may || !mayDrain(replica)) {
    return null;
  }
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Drain
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={`Drain ${id}?`}
        verb="Drain replica"
        busy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate({ id })}
      >
        {effects[replica.app]} Whatever restarts it starts a new one.
      </Confirm>
    </>
  );
}
