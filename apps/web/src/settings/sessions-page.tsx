"use client";

import { useQuery } from "@tanstack/react-query";
import { Globe, type LucideIcon, MonitorSmartphone, SquareTerminal } from "lucide-react";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { sessionKinds, titleOfSession } from "./session-words.ts";
import { SignOutButton } from "./sign-out-button.tsx";

type Session = Outputs["account"]["sessions"]["list"][number];

const icons: Record<Session["kind"], LucideIcon> = {
  browser: Globe,
  device: MonitorSmartphone,
  cli: SquareTerminal,
};

export function SessionsPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.account.sessions.list.queryOptions());
  const sessions = query.data;
  const others = sessions?.filter((session) => !session.current).length ?? 0;
  return (
    <Panel className="max-w-[52rem]">
      <PanelHead
        title="Where you are signed in"
        note="A revoked session is refused everywhere within a second, in apps too."
        actions={others > 0 && <RevokeOthers others={others} />}
      />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="Your sessions could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {sessions === undefined && !query.isError && <SkeletonRows rows={3} />}
      {sessions !== undefined && (
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <Row key={session.sessionId} session={session} />
          ))}
        </ul>
      )}
      {sessions !== undefined && others === 0 && (
        <p className="border-line border-t px-4 py-4 text-ink-3 text-sm sm:px-5">
          Only this browser. Signing in elsewhere, or with <code>homeport login</code>, adds a row.
        </p>
      )}
    </Panel>
  );
}

function Row({ session }: { session: Session }) {
  const Icon = icons[session.kind];
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
      {session.current ? <SignOutButton /> : <RevokeButton session={session} />}
    </li>
  );
}

function RevokeButton({ session }: { session: Session }) {
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

function RevokeOthers({ others }: { others: number }) {
  const trpc = useTRPC();
  const queryKey = trpc.account.sessions.list.queryKey();
  const change = useChange({
    ...trpc.account.sessions.revokeOthers.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached) => (Array.isArray(cached) ? cached.filter((row) => row.current) : cached),
      },
    ],
    refresh: [queryKey],
    failed: "The other sessions were not revoked",
    done: ({ revoked }) => `${formatCount(revoked, "session")} signed out`,
  });
  return (
    <Button size="sm" look="danger" busy={change.isPending} onClick={() => change.mutate()}>
      Revoke {others === 1 ? "the other one" : `all ${others} others`}
    </Button>
  );
}
