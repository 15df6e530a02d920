"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { CreateKey } from "./create-key.tsx";
import { KeyRow } from "./key-row.tsx";

export function KeysPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.account.keys.list.queryOptions());
  const [making, setMaking] = useState(false);
  const keys = query.data;
  const make = (
    <Button size="sm" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" /> Create key
    </Button>
  );
  return (
    <Panel className="max-w-[52rem]" aria-label="API keys">
      <PanelHead
        title="API keys"
        note="A key lets a program act as you, with the roles that you hold at the time."
        actions={keys !== undefined && keys.length > 0 && make}
      />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="Your keys could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {keys === undefined && !query.isError && <SkeletonRows rows={2} />}
      {keys !== undefined && keys.length > 0 && (
        <ul className="divide-y divide-line">
          {keys.map((key) => (
            <KeyRow key={key.keyId} apiKey={key} />
          ))}
        </ul>
      )}
      {keys?.length === 0 && (
        <Empty icon={KeyRound} title="No keys yet" action={make}>
          Scripts, monitors and build servers open your apps or call the API with a key of their
          own, so that each can be revoked without the others.
        </Empty>
      )}
      <CreateKey open={making} onOpenChange={setMaking} />
    </Panel>
  );
}
