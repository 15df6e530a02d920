"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2, Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { AlbumLinkRow } from "./album-link-row.tsx";
import { CreateAlbumLink } from "./create-album-link.tsx";

/** Links are opened while somebody looks. */
const pollMs = 15_000;

export function AlbumLinksPage() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.gallery.links.list.queryOptions(undefined, { refetchInterval: pollMs }),
  );
  const albums = useQuery(trpc.gallery.albums.list.queryOptions());
  const [making, setMaking] = useState(false);
  const choices = (albums.data ?? []).map(({ albumId, title }) => ({
    value: albumId,
    label: title,
  }));
  const make = choices.length > 0 && (
    <Button size="sm" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" /> Create link
    </Button>
  );
  return (
    <div className="grid grid-cols-1 gap-4">
      {query.isError && (
        <ErrorCard
          title={
            query.data === undefined ? "The links could not be loaded" : "What you see may be old"
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
        <Panel aria-label="Links to albums">
          <PanelHead
            title="Links to albums"
            note="An address that opens one album, and those inside it, to whoever holds it."
            actions={query.data.length > 0 && make}
          />
          {query.data.length > 0 ? (
            <ul className="divide-y divide-line">
              {query.data.map((link) => (
                <AlbumLinkRow key={link.linkId} link={link} />
              ))}
            </ul>
          ) : (
            <Empty icon={Link2} title="No links yet" action={make}>
              {choices.length > 0
                ? "Give one to someone who has no account here. It opens an album also while the gallery is closed, and can be revoked at any time."
                : "A link opens an album. Make one first."}
            </Empty>
          )}
        </Panel>
      )}
      <CreateAlbumLink albums={choices} open={making} onOpenChange={setMaking} />
    </div>
  );
}
