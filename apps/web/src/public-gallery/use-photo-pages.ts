"use client";

import { useRef, useState } from "react";
import { askPublic } from "./ask-public.ts";
import type { PhotoList, PublicPhoto } from "./public-types.ts";

export interface PhotoPages {
  readonly photos: readonly PublicPhoto[];
  readonly hasMore: boolean;
  readonly state: "idle" | "loading" | "failed";
  /** Reads the next page, if there is one and nobody reads it already; answers all photos. */
  readMore(): Promise<readonly PublicPhoto[]>;
}

const pageSize = 48;

/** The photos of a list: those that came with the page, and then more and more. */
export function usePhotoPages(
  list: PhotoList,
  first: { images: readonly PublicPhoto[]; nextCursor: string | null },
): PhotoPages {
  const [photos, setPhotos] = useState(first.images);
  // Also for whoever reads on twice before anything was drawn.
  const all = useRef(first.images);
  const [state, setState] = useState<PhotoPages["state"]>("idle");
  const cursor = useRef(first.nextCursor);
  const reading = useRef<Promise<readonly PublicPhoto[]> | null>(null);

  async function read(from: string): Promise<readonly PublicPhoto[]> {
    setState("loading");
    try {
      const page = await readPage(list, from);
      cursor.current = page.nextCursor;
      all.current = [...all.current, ...page.images];
      setPhotos(all.current);
      setState("idle");
    } catch {
      setState("failed");
    } finally {
      reading.current = null;
    }
    return all.current;
  }

  return {
    photos,
    state,
    hasMore: cursor.current !== null,
    readMore() {
      if (cursor.current === null) return Promise.resolve(all.current);
      reading.current ??= read(cursor.current);
      return reading.current;
    },
  };
}

function readPage({ slug, filter }: PhotoList, cursor: string) {
  const { album, ...rest } = filter;
  const page = { slug, cursor, limit: pageSize };
  return album === undefined
    ? askPublic("home", { ...page, ...rest })
    : askPublic("album", { ...page, ...rest, album });
}
