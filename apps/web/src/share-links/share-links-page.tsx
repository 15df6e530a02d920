"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useApp } from "../apps/use-app.ts";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Notice } from "../design/notice.tsx";
import { LinksPanel, LoadedLinks, linksPollMs } from "../links/links-panel.tsx";
import { paths } from "../paths.ts";
import { CreateLink } from "./create-link.tsx";
import { ShareLinkRow } from "./share-link-row.tsx";

export function ShareLinksPage({ appId }: { appId: string }) {
  const trpc = useTRPC();
  const options = { refetchInterval: linksPollMs };
  const query = useQuery(trpc.shareLinks.list.queryOptions({ appId }, options));
  return <LoadedLinks query={query}>{(list) => <Shown appId={appId} list={list} />}</LoadedLinks>;
}

function Shown({ appId, list }: { appId: string; list: Outputs["shareLinks"]["list"] }) {
  const [making, setMaking] = useState(false);
  const speaksHttp = useApp(appId).data?.protocol !== "tcp";
  return (
    <div className="grid grid-cols-1 gap-4">
      {speaksHttp && !list.opensToLinks && <NoRule appId={appId} />}
      <LinksPanel
        title="Share links"
        note="An address that opens this app, or a part of it, to whoever holds it."
        make={
          speaksHttp && (
            <Button size="sm" onClick={() => setMaking(true)}>
              <Plus aria-hidden="true" /> Create link
            </Button>
          )
        }
        empty={
          speaksHttp
            ? "Give one to a guest who has no account here. It ends by itself, and can be revoked before."
            : "No browser opens this app, since it speaks no HTTP."
        }
        rows={list.links.map((link) => (
          <ShareLinkRow key={link.linkId} appId={appId} link={link} />
        ))}
      />
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
