"use client";

import {
  Globe,
  Laptop,
  type LucideIcon,
  Monitor,
  MonitorSmartphone,
  Pencil,
  Smartphone,
  SquareTerminal,
  Tablet,
} from "lucide-react";
import { useState } from "react";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { RenameDevice } from "./rename-device.tsx";
import { sessionKinds, titleOfSession } from "./session-words.ts";
import { SignOutButton } from "./sign-out-button.tsx";

export type DeviceSession = Outputs["account"]["sessions"]["list"][number];

const byIcon: Record<Exclude<DeviceSession["icon"], "unknown">, LucideIcon> = {
  phone: Smartphone,
  tablet: Tablet,
  notebook: Laptop,
  desktop: Monitor,
};

const byKind: Record<DeviceSession["kind"], LucideIcon> = {
  browser: Globe,
  device: MonitorSmartphone,
  cli: SquareTerminal,
};

export function DeviceRow({ session }: { session: DeviceSession }) {
  const Icon = session.icon === "unknown" ? byKind[session.kind] : byIcon[session.icon];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <Icon className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-32">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{titleOfSession(session)}</span>
          {session.current && <Badge tone="accent">This one</Badge>}
        </p>
        <p className="text-ink-3 text-sm">
          {sessionKinds[session.kind]}
          {session.address !== null && (
            <>
              {" · "}
              <span className="wrap-anywhere font-mono">{session.address}</span>
            </>
          )}
          {" · "}
          {session.current ? (
            "in use now"
          ) : (
            <>
              last seen <Ago at={session.lastSeenAt} />
            </>
          )}
        </p>
      </div>
      <div className="ml-auto flex items-center gap-2">
        <RenameButton session={session} />
        {session.current ? <SignOutButton /> : <RevokeButton session={session} />}
      </div>
    </li>
  );
}

function RenameButton({ session }: { session: DeviceSession }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        look="ghost"
        size="icon-sm"
        aria-label={`Rename ${titleOfSession(session)}`}
        onClick={() => setOpen(true)}
      >
        <Pencil aria-hidden="true" />
      </Button>
      <RenameDevice session={session} open={open} onOpenChange={setOpen} />
    </>
  );
}

function RevokeButton({ session }: { session: DeviceSession }) {
  const trpc = useTRPC();
  const queryKey = trpc.account.sessions.list.queryKey();
  const change = useChange({
    ...trpc.account.sessions.revoke.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { sessionId }) =>
          Array.isArray(cached) ? cached.filter((row) => row.sessionId !== sessionId) : cached,
      },
    ],
    refresh: [queryKey],
    failed: "The session was not revoked",
    done: `${titleOfSession(session)} is signed out`,
  });
  return (
    <Button
      size="sm"
      look="danger"
      aria-label={`Revoke ${titleOfSession(session)}`}
      onClick={() => change.mutate({ sessionId: session.sessionId })}
    >
      Revoke
    </Button>
  );
}
