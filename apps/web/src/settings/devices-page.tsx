"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { DeviceRow } from "./device-row.tsx";
import { PairDevice } from "./pair-device.tsx";

/** Every session of the viewer, and the way to add one on a device that has no keyboard worth the name. */
export function DevicesPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.account.sessions.list.queryOptions());
  const sessions = query.data;
  const others = sessions?.filter((session) => !session.current).length ?? 0;
  return (
    <Panel className="max-w-[52rem]">
      <PanelHead
        title="Where you are signed in"
        note="A revoked session is refused everywhere within a second, in apps too."
        actions={<PairDevice />}
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
            <DeviceRow key={session.sessionId} session={session} />
          ))}
        </ul>
      )}
      {sessions !== undefined && others === 0 && (
        <p className="border-line border-t px-4 py-4 text-ink-3 text-sm sm:px-5">
          Only this browser. Pairing a device, signing in elsewhere, or <code>homeport login</code>{" "}
          adds a row.
        </p>
      )}
      {others > 0 && (
        <div className="flex justify-end border-line border-t px-4 py-3 sm:px-5">
          <RevokeOthers others={others} />
        </div>
      )}
    </Panel>
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
