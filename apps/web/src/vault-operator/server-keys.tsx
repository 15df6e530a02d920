"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { ConfirmName } from "../design/confirm-name.tsx";
import { CopyButton } from "../design/copy.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";

/** The keys with which this installation acknowledges, or did. */
export function ServerKeys() {
  const trpc = useTRPC();
  const query = useQuery(trpc.vaultOperator.keys.queryOptions());
  const [isAsking, setAsking] = useState(false);
  const current = query.data?.find(({ retiredAtMs }) => retiredAtMs === null);
  return (
    <Panel aria-labelledby="vault-server-keys">
      <PanelHead
        id="vault-server-keys"
        title="Server keys"
        note="What acknowledges changes. Clients that know one follow to the next."
        actions={
          current !== undefined && (
            <Button size="sm" look="danger" onClick={() => setAsking(true)}>
              Rotate the key
            </Button>
          )
        }
      />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The keys could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data === undefined && !query.isError && <SkeletonRows rows={1} />}
      <ul aria-label="Server keys" className="divide-y divide-line">
        {query.data?.map(({ id, publicKey, createdAtMs, retiredAtMs }) => (
          <li key={id} className="flex items-start justify-between gap-3 px-4 py-3 sm:px-5">
            <div className="min-w-0">
              <p className="font-mono text-ink text-sm">
                {id} {retiredAtMs === null && <Badge tone="ok">acknowledges</Badge>}
              </p>
              <p className="wrap-anywhere font-mono text-ink-3 text-xs">{publicKey}</p>
              <p className="text-ink-3 text-sm">
                made <Ago at={new Date(createdAtMs)} />
                {retiredAtMs !== null && (
                  <>
                    , retired <Ago at={new Date(retiredAtMs)} />
                  </>
                )}
              </p>
            </div>
            <CopyButton value={publicKey} what={`the public key ${id}`} />
          </li>
        ))}
      </ul>
      {isAsking && current !== undefined && (
        <RotateKey keyId={current.id} onClose={() => setAsking(false)} />
      )}
    </Panel>
  );
}

function RotateKey({ keyId, onClose }: { keyId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const rotate = useChange({
    ...trpc.vaultOperator.rotateKey.mutationOptions(),
    refresh: [trpc.vaultOperator.keys.queryKey()],
    failed: "The key was not rotated",
    done: "A new key acknowledges",
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <ConfirmName
      open
      onOpenChange={onClose}
      title="Rotate the server's key?"
      name={keyId}
      verb="Rotate the key"
      busy={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate(undefined)}
    >
      A new key is made and named by this one; all replicas acknowledge with it from now on. What
      was acknowledged stays good, and clients follow by themselves.
    </ConfirmName>
  );
}
