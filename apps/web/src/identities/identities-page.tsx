"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay } from "../shell/viewer.tsx";
import { EditIdentity } from "./edit-identity.tsx";
import { IdentityRow } from "./identity-row.tsx";

export function IdentitiesPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.identities.list.queryOptions());
  const mayWrite = useMay("identity.write");
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHead
        title="Identities"
        lead="Under which name and key your apps know this organization."
        actions={
          mayWrite && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden="true" /> Add identity
            </Button>
          )
        }
      />
      {query.isError && (
        <ErrorCard
          className="mb-4"
          title={
            query.data === undefined
              ? "The identities could not be loaded"
              : "What you see may be old"
          }
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {!(query.data === undefined && query.isError) && (
        <Panel aria-label="Identities">
          {query.data === undefined ? (
            <SkeletonRows rows={2} />
          ) : (
            <ul className="divide-y divide-line">
              {query.data.map((identity) => (
                <IdentityRow key={identity.identityId} identity={identity} mayWrite={mayWrite} />
              ))}
            </ul>
          )}
        </Panel>
      )}
      <EditIdentity open={adding} onOpenChange={setAdding} />
    </>
  );
}
