"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useTRPC } from "../../data/trpc.ts";
import { Button } from "../../design/button.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { PageBody, PageHead } from "../../design/page.tsx";
import { Panel } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { paths } from "../../paths.ts";
import { useMay, useViewer } from "../../shell/viewer.tsx";
import type { AlbumItem } from "../gallery-query.ts";
import { useAlbums, useGallerySettings } from "../use-images.ts";
import { AlbumPhotos } from "./album-photos.tsx";
import { AlbumSettings } from "./album-settings.tsx";
import { albumsAbove, whoSees } from "./album-words.ts";
import { DeleteAlbum } from "./delete-album.tsx";

export function AlbumPage({ albumId }: { albumId: string }) {
  const album = useQuery(useTRPC().gallery.albums.get.queryOptions({ albumId }));
  const mayPublish = useMay("gallery.publish");
  if (album.data === undefined) {
    return album.isError ? (
      <ErrorCard
        title="The album could not be loaded"
        error={album.error}
        retrying={album.isFetching}
        onRetry={() => void album.refetch()}
      />
    ) : (
      <SkeletonRows rows={4} />
    );
  }
  return (
    <>
      <PageHead
        up={{ label: "Albums", href: paths.galleryAlbums() }}
        title={album.data.title}
        lead={<WhoSees album={album.data} />}
        actions={<Visit album={album.data} />}
      />
      <PageBody>
        <AlbumPhotos album={album.data} mayArrange={mayPublish} />
        {mayPublish && <AlbumSettings key={albumId} album={album.data} />}
        {mayPublish && (
          <Panel className="flex flex-wrap items-center justify-between gap-3 px-4 py-3.5 sm:px-5">
            <p className="text-ink-2 text-sm">
              Deleting the album keeps its photos; albums in it rise to where it was.
            </p>
            <DeleteAlbum album={album.data} />
          </Panel>
        )}
      </PageBody>
    </>
  );
}

function WhoSees({ album }: { album: AlbumItem }) {
  const all = useAlbums();
  const settings = useGallerySettings();
  if (settings.data === undefined) return null;
  return (
    <span role="status">{whoSees(album, settings.data, albumsAbove(album, all.data ?? []))}</span>
  );
}

function Visit({ album }: { album: AlbumItem }) {
  const { organization } = useViewer();
  const settings = useGallerySettings();
  const isSeen = settings.data?.isOpen === true && album.effectiveVisibility !== "private";
  if (organization === null || !isSeen) return null;
  return (
    <Button asChild>
      <a href={paths.publicAlbum(organization.slug, album.slug)} target="_blank" rel="noreferrer">
        <ExternalLink aria-hidden="true" /> See it as visitors do
      </a>
    </Button>
  );
}
