"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { Confirm } from "../../design/confirm.tsx";
import { paths } from "../../paths.ts";
import type { AlbumItem } from "../gallery-query.ts";

export function DeleteAlbum({ album }: { album: AlbumItem }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [isAsked, setAsked] = useState(false);
  const remove = useChange({
    ...trpc.gallery.albums.delete.mutationOptions(),
    refresh: [trpc.gallery.albums.list.queryKey()],
    failed: "The album was not deleted",
    onFailed: () => true,
    done: `${album.title} deleted`,
    onDone: () => router.push(paths.galleryAlbums()),
  });
  return (
    <>
      <Button look="danger" onClick={() => setAsked(true)}>
        <Trash2 aria-hidden="true" /> Delete the album
      </Button>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete ${album.title}?`}
        verb="Delete the album"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ albumId: album.albumId })}
      >
        Its address and its share links end. Photos that are in no other album are then seen where
        their own settings say.
      </Confirm>
    </>
  );
}
