"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { formatInstant } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay } from "../shell/viewer.tsx";
import { Live, live } from "./live.tsx";
import type { OperatorSession } from "./operator-types.ts";
import { shortKey } from "./operator-words.ts";

export interface OperatorSessionsProps {
  /** The page has said already that no new answer comes. */
  isSaid: boolean;
}

/** Sign-ins of keys that hold now. People's sessions are in their own settings. */
export function OperatorSessions({ isSaid }: OperatorSessionsProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.operators.sessions.list.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The sessions could not be loaded"
      isSaid={isSaid}
      waiting={
        <Panel>
          <SkeletonRows rows={2} />
        </Panel>
      }
    >
      {(sessions) => (
        <Panel aria-labelledby="operator-sessions">
          <PanelHead
            id="operator-sessions"
            title="Sessions of keys"
            note="Each ends eight hours after its key signed in."
          />
          {sessions.length === 0 ? (
            <p className="px-4 py-4 text-ink-2 text-sm sm:px-5">No key is signed in.</p>
          ) : (
            <ul className="divide-y divide-line">
              {sessions.map((session) => (
                <SessionItem key={session.sessionId} session={session} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </Live>
  );
}

function SessionItem({ session }: { session: OperatorSession }) {
  const may = useMay("fleet.operate");
  const [ending, setEnding] = useState(false);
  const { keyId, address, issuedAt, expiresAt } = session;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="wrap-anywhere font-mono text-ink text-sm">{shortKey(keyId)}</p>
        <p className="text-ink-3 text-sm">
          signed in <Ago at={issuedAt} />
          {address !== null && ` from ${address}`} · ends {formatInstant(expiresAt)}
        </p>
      </div>
      {may && (
        <Button
          size="sm"
          look="danger"
          aria-label={`End the session of ${shortKey(keyId)}`}
          onClick={() => setEnding(true)}
        >
          End
        </Button>
      )}
      {ending && <EndSession session={session} onClose={() => setEnding(false)} />}
    </li>
  );
}

function EndSession({ session, onClose }: { session: OperatorSession; onClose: () => void }) {
  const trpc = useTRPC();
  const { keyId, sessionId } = session;
  const change = useChange({
    ...trpc.fleet.operators.sessions.revoke.mutationOptions(),
    refresh: [trpc.fleet.operators.sessions.list.queryKey()],
    failed: "The session was not ended",
    done: "The session is ended",
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title="End this session?"
      verb="End session"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ keyId, sessionId })}
    >
      Whatever uses it is refused at its next request. Its key may sign in again: to keep it out,
      revoke the operator.
    </Confirm>
  );
}
