"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { LinksPanel, LoadedLinks, linksPollMs } from "../links/links-panel.tsx";
import { AlbumLinkRow } from "./album-link-row.tsx";
import { CreateAlbumLink } from "./create-album-link.tsx";

export function AlbumLinksPage() {
  const trpc = useTRPC();
  const options = { refetchInterval: linksPollMs };
  const query = useQuery(trpc.gallery.links.list.queryOptions(undefined, options));
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
    <>
      <LoadedLinks query={query}>
        {(links) => (
          <LinksPanel
            title="Links to albums"
            note="An address that opens one album, and those inside it, to whoever holds it."
            make={make}
            empty={
              choices.length > 0
                ? "Give one to someone who has no account here. It opens an album also while the gallery is closed, and can be revoked at any time."
                : "A link opens an album. Make one first."
            }
            rows={links.map((link) => <AlbumLinkRow key={link.linkId} link={link} />)}
          />
        )}
      </LoadedLinks>
      <CreateAlbumLink albums={choices} open={making} onOpenChange={setMaking} />
    </>
  );
}
