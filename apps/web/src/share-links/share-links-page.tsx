"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useApp } from "../apps/use-app.ts";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { CreateLink } from "./create-link.tsx";
import { LinkRow } from "./link-row.tsx";

/** Uses and ends change while somebody looks. */
const pollMs = 15_000;

export function ShareLinksPage({ appId }: { appId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.shareLinks.list.queryOptions({ appId }, { refetchInterval: pollMs }));
  return (
    <>
      {query.isError && (
        <ErrorCard
          className="mb-4"
          title={
            query.data === undefined
              ? "The share links could not be loaded"
              : "What you see may be old"
          }
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data === undefined ? (
        !query.isError && (
          <Panel>
            <SkeletonRows rows={2} />
          </Panel>
        )
      ) : (
        <Shown appId={appId} list={query.data} />
      )}
    </>
  );
}

function Shown({ appId, list }: { appId: string; list: Outputs["shareLinks"]["list"] }) {
  const [making, setMaking] = useState(false);
  const speaksHttp = useApp(appId).data?.protocol !== "tcp";
  const make = speaksHttp && (
    <Button size="sm" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" /> Create link
    </Button>
  );
  return (
    <div className="grid grid-cols-1 gap-4">
      {speaksHttp && !list.opensToLinks && <NoRule appId={appId} />}
      <Panel aria-label="Share links">
        <PanelHead
          title="Share links"
          note="An address that opens this app, or a part of it, to whoever holds it."
          actions={list.links.length > 0 && make}
        />
        {list.links.length > 0 ? (
          <ul className="divide-y divide-line">
            {list.links.map((link) => (
              <LinkRow key={link.linkId} appId={appId} link={link} />
            ))}
          </ul>
        ) : (
          <Empty icon={Link2} title="No links yet" action={make}>
            {speaksHttp
              ? "Give one to a guest who has no account here. It ends by itself, and can be revoked before."
              : "No browser opens this app, since it speaks no HTTP."}
          </Empty>
        )}
      </Panel>
      <CreateLink appId={appId} open={making} onOpenChange={setMaking} />
    </div>
  );
}

function NoRule({ appId }: { appId: string }) {
  return (
    <Notice
      tone="info"
      title="No path of this app is open to links"
      action={
        <Button size="sm" asChild>
          <Link href={paths.appAccess(appId)}>Change the rules</Link>
        </Button>
      }
    >
      A link opens only paths whose rule has the level “Link”. Members pass there as well.
    </Notice>
  );
}
