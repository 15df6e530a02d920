"use client";

import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ConfirmName } from "../design/confirm-name.tsx";
import { formatSpan } from "../design/format.ts";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import type { Lease } from "./operator-types.ts";

export function LeaseRow({ lease }: { lease: Lease }) {
  const may = useMay("fleet.operate");
  const [asked, setAsked] = useState<Lease | null>(null);
  const { name, holder, fence, leftMs, doneAgoMs } = lease;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="wrap-anywhere font-medium font-mono text-ink text-sm">{name}</p>
        <p className="wrap-anywhere text-ink-3 text-sm tabular-nums">
          {holder !== null && (
            <>
              held by <Holder holder={holder} /> ·{" "}
            </>
          )}
          fence {fence}
          {doneAgoMs !== null && ` · last done ${formatSpan(doneAgoMs)} ago`}
        </p>
      </div>
      {leftMs !== null && (
        <div className="flex items-center gap-3">
          <p className="text-ink-2 text-sm tabular-nums">{formatSpan(leftMs)} left</p>
          {may && (
            <Button
              look="danger"
              size="sm"
              aria-label={`Expire ${name} now`}
              onClick={() => setAsked(lease)}
            >
              Expire now
            </Button>
          )}
        </div>
      )}
      {asked !== null && <ExpireLease lease={asked} onClose={() => setAsked(null)} />}
    </li>
  );
}

/** A holder is named after its replica, with 64 random bits. */
function Holder({ holder }: { holder: string }) {
  const replicaId = holder.split(":")[0] ?? holder;
  return (
    <Link
      href={paths.replica(replicaId)}
      className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
    >
      {replicaId}
    </Link>
  );
}

/** The lease as it was when the operator pressed the button: another acquisition is left alone. */
function ExpireLease({ lease, onClose }: { lease: Lease; onClose: () => void }) {
  const trpc = useTRPC();
  const { name, fence } = lease;
  const change = useChange({
    ...trpc.fleet.leases.expire.mutationOptions(),
    refresh: [trpc.fleet.leases.list.queryKey()],
    failed: "The lease was not expired",
    done: `${name} is free`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <ConfirmName
      open
      onOpenChange={(open) => !open && onClose()}
      title="Expire this lease now?"
      name={name}
      verb="Expire lease"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ name, fence })}
    >
      Its holder can write nothing more under it, whatever it is doing, and the next process that
      asks for it gets it. Only for a holder that lives and does not get on.
    </ConfirmName>
  );
}
