"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, TimerOff } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Command, CopyButton } from "../design/copy.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatCountdown } from "../design/format.ts";
import { StatusDot } from "../design/status-dot.tsx";
import { paths } from "../paths.ts";
import type { CodeStatus, EnrolmentCode } from "./host-types.ts";

type NewHost = NonNullable<CodeStatus["host"]>;

export interface CodeStepsProps {
  code: EnrolmentCode;
  leftMs: number;
  cancelling: boolean;
  onCancel: () => void;
}

/** The code, the command that carries it, and what is waited for. */
export function CodeSteps({ code, leftMs, cancelling, onCancel }: CodeStepsProps) {
  return (
    <div className="p-5 sm:p-6">
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-sunken px-4 py-3">
        <div className="min-w-0">
          <p className="text-ink-3 text-xs">Enrolment code · works once</p>
          <p className="mt-0.5 flex items-center gap-1">
            <code className="whitespace-nowrap font-medium text-ink text-lg max-sm:text-base sm:tracking-wide">
              {code.code}
            </code>
            <CopyButton value={code.code} what="the code" />
          </p>
        </div>
        <p className="text-ink-2 text-sm">
          Expires in{" "}
          <time className="font-medium font-mono text-ink tabular-nums" suppressHydrationWarning>
            {formatCountdown(leftMs)}
          </time>
        </p>
      </div>
      <ol className="mt-6 grid gap-5">
        <Step number={1} title="On the machine, enrol it with this code">
          <Command command={code.command} what="the enrol command" />
        </Step>
        <Step number={2} title="Then let it connect">
          <Command command="homeport up" what="the connect command" />
        </Step>
      </ol>
      <p className="mt-3 text-ink-3 text-sm">
        In a checkout of Homeport, write <code>pnpm homeport</code> for <code>homeport</code>.
      </p>
      <div className="mt-6 flex flex-wrap items-center justify-between gap-3 border-line border-t pt-4">
        <Waiting>Waiting for the machine…</Waiting>
        <Button busy={cancelling} onClick={onCancel}>
          Cancel this code
        </Button>
      </div>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="grid gap-2">
      <p className="flex items-baseline gap-2.5 font-medium text-ink">
        <span className="font-mono font-normal text-ink-3 text-sm">{number}</span>
        {title}
      </p>
      {children}
    </li>
  );
}

function Waiting({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="flex items-center gap-2.5 text-ink-2">
      <StatusDot light="warn" className="animate-shimmer" />
      {children}
    </p>
  );
}

/** The code was used; the agent has not connected yet. */
export function HostEnrolled({ host }: { host: NewHost }) {
  return (
    <div className="p-5 sm:p-6">
      <p className="font-medium text-ink text-lg">{host.name} is enrolled</p>
      <p className="mt-1 text-ink-2">Its key is known. Start the agent on it to connect:</p>
      <Command className="mt-4" command="homeport up" what="the connect command" />
      <div className="mt-6 border-line border-t pt-4">
        <Waiting>Waiting for {host.name} to connect…</Waiting>
      </div>
    </div>
  );
}

export function HostArrived({ host, onAgain }: { host: NewHost; onAgain: () => void }) {
  return (
    <div className="p-5 sm:p-6">
      <p role="status" className="flex items-center gap-2.5 font-semibold text-ink text-lg">
        <CircleCheck className="size-5 text-ok" aria-hidden="true" />
        {host.name} is online
      </p>
      <p className="mt-1.5 text-ink-2">
        Give something that runs on it an address next, or look at the host first.
      </p>
      <div className="mt-6 flex flex-wrap gap-2">
        <Button look="primary" asChild>
          <Link href={paths.apps({ hostId: host.hostId })}>Add an app</Link>
        </Button>
        <Button asChild>
          <Link href={paths.host(host.hostId)}>Open {host.name}</Link>
        </Button>
        <Button look="ghost" onClick={onAgain}>
          Add another host
        </Button>
      </div>
    </div>
  );
}

export interface CodeExpiredProps {
  /** What the expired code allowed; the next one allows the same. */
  mayPublish: boolean | undefined;
  onCode: (code: EnrolmentCode) => void;
  onAgain: () => void;
}

export function CodeExpired({ mayPublish, onCode, onAgain }: CodeExpiredProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.hosts.createCode.mutationOptions({ onSuccess: onCode }));
  return (
    <>
      <Empty
        icon={TimerOff}
        title="The code has expired"
        action={
          <>
            <Button
              look="primary"
              busy={create.isPending}
              onClick={() => create.mutate(mayPublish === undefined ? {} : { mayPublish })}
            >
              New code
            </Button>
            <Button onClick={onAgain}>Change what it allows</Button>
          </>
        }
      >
        Codes live fifteen minutes, so that one left in a shell history is worth nothing.
      </Empty>
      {create.isError && (
        <ErrorCard className="m-5 mt-0" title="No code was made" error={create.error} />
      )}
    </>
  );
}
