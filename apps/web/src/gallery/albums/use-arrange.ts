"use client";

import type { InfiniteData } from "@tanstack/react-query";
import { useState } from "react";
import type { Inputs, Outputs } from "../../data/router-types.ts";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { albumImagesInput, type ImageItem } from "../gallery-query.ts";
import { nameOf } from "../image-words.ts";
import { arranged, type Place } from "./arrange.ts";

type Page = Outputs["gallery"]["albums"]["images"];
type Arrangement = Inputs["gallery"]["albums"]["arrange"];

/** Moves photos of an album: shown at once, and taken back with a reason when it fails. */
export function useArrange(albumId: string, images: readonly ImageItem[]) {
  const trpc = useTRPC();
  const [said, setSaid] = useState("");
  const queryKey = trpc.gallery.albums.images.infiniteQueryKey(albumImagesInput(albumId));
  const arrange = useChange({
    ...trpc.gallery.albums.arrange.mutationOptions(),
    preview: [{ queryKey, apply: (cached, move) => previewMove(pagesOf(cached), move) }],
    refresh: [queryKey],
    failed: "The photo was not moved",
    onFailed: () => {
      setSaid("The photo was not moved");
      return false;
    },
  });
  return {
    said,
    move(imageId: string, place: Place) {
      const order = arranged(images, imageId, place);
      const at = order.findIndex((image) => image.imageId === imageId);
      const moved = order[at];
      if (moved !== undefined) setSaid(`${nameOf(moved)} is now ${at + 1} of ${order.length}`);
      arrange.mutate({ albumId, imageIds: [imageId], ...place });
    },
  };
}

/** What is cached under the key of this list is what its query answered: nothing else writes there. */
function pagesOf(cached: unknown): InfiniteData<Page> {
  return cached as InfiniteData<Page>;
}

/** Over all pages that are loaded; each keeps how many it had. */
function previewMove(
  cached: InfiniteData<Page>,
  { imageIds: [imageId = ""], afterId }: Arrangement,
): InfiniteData<Page> {
  const order = arranged(
    cached.pages.flatMap(({ items }) => items),
    imageId,
    { afterId },
  );
  let from = 0;
  const pages = cached.pages.map((page) => {
    const items = order.slice(from, from + page.items.length);
    from += page.items.length;
    return { ...page, items };
  });
  return { ...cached, pages };
}
