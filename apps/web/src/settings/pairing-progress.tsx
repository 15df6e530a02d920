"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, TimerOff } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { useNow } from "../design/clock.tsx";
import { CopyButton } from "../design/copy.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatCountdown } from "../design/format.ts";
import { QrCode } from "../design/qr-code.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { pairLink, paths } from "../paths.ts";
import type { PairingCode } from "./pair-device.tsx";

const askEveryMs = 1_000;

export interface PairingProgressProps {
  code: PairingCode;
  /** Makes another code in this one's place. */
  again: { busy: boolean; run: () => void };
  onClose: () => void;
}

/** A code until it is used, replaced or runs out; asked for every second, so that "paired" follows at once. */
export function PairingProgress({ code, again, onClose }: PairingProgressProps) {
  const query = usePairingStatus(code.pairingId);
  const leftMs = code.expiresAt.getTime() - useNow(1_000);
  const replaced = isReplaced(query.error);
  if (query.data?.state === "paired") {
    return <Paired label={query.data.device?.label ?? null} onClose={onClose} />;
  }
  if (query.data?.state === "expired" || leftMs <= 0 || replaced) {
    return (
      <Ended again={again}>
        {replaced
          ? "A newer code took the place of this one."
          : "Nobody used this code within ten minutes."}
      </Ended>
    );
  }
  return (
    <>
      <ShownCode code={code} leftMs={leftMs} />
      {query.isError && (
        <ErrorCard
          className="mt-4"
          title="Homeport cannot be asked right now"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
    </>
  );
}

function usePairingStatus(pairingId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useQuery(
    trpc.account.pairing.status.queryOptions(
      { pairingId },
      {
        refetchInterval: ({ state }) =>
          state.data?.state === "paired" || isReplaced(state.error) ? false : askEveryMs,
      },
    ),
  );
  const paired = query.data?.state === "paired";
  const sessions = trpc.account.sessions.pathKey();
  useEffect(() => {
    if (paired) {
      void queryClient.invalidateQueries({ queryKey: sessions });
    }
  }, [paired, queryClient, sessions]);
  return query;
}

function isReplaced(error: unknown): boolean {
  return error !== null && readFailure(error).code === "PAIRING_NOT_FOUND";
}

function ShownCode({ code, leftMs }: { code: PairingCode; leftMs: number }) {
  const link = pairLink(window.location.origin, code.qrToken);
  return (
    <div className="grid gap-5">
      <div className="grid justify-items-center gap-3">
        <QrCode
          text={link}
          label="QR picture of a link that pairs the device which opens it"
          className="w-52 rounded-md border border-line"
        />
        <p className="text-center text-ink-2 text-sm">
          Scan it with the device, or open <code className="text-ink">{paths.pair()}</code> of this
          console on it and type:
        </p>
        <p className="flex items-center gap-1 rounded-md border border-line bg-sunken py-2 pr-2 pl-4">
          <code className="font-semibold text-ink text-xl tracking-[0.16em]">{code.code}</code>
          <CopyButton value={code.code} what="the code" />
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2 border-line border-t pt-4 text-sm">
        <p role="status" className="flex items-center gap-2.5 text-ink-2">
          <StatusDot light="warn" className="animate-shimmer" />
          Waiting for the device…
        </p>
        <p className="text-ink-2">
          Expires in{" "}
          <time className="font-medium font-mono text-ink tabular-nums" suppressHydrationWarning>
            {formatCountdown(leftMs)}
          </time>
        </p>
      </div>
    </div>
  );
}

function Paired({ label, onClose }: { label: string | null; onClose: () => void }) {
  return (
    <>
      <p role="status" className="flex items-center gap-2.5 font-medium text-ink">
        <CircleCheck className="size-5 shrink-0 text-ok" aria-hidden="true" />
        Paired: {label ?? "the device"} is signed in
      </p>
      <p className="mt-1.5 text-ink-2 text-sm">
        It stands in the list now, where you can rename or revoke it.
      </p>
      <Actions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </Actions>
    </>
  );
}

function Ended({ again, children }: { again: PairingProgressProps["again"]; children: ReactNode }) {
  return (
    <>
      <p role="status" className="flex items-center gap-2.5 text-ink">
        <TimerOff className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
        {children}
      </p>
      <Actions>
        <Button look="primary" busy={again.busy} onClick={again.run}>
          Make a new code
        </Button>
      </Actions>
    </>
  );
}
