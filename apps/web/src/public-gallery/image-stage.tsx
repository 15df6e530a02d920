"use client";

import { useEffect, useState } from "react";
import { askPublic } from "./ask-public.ts";
import { PhotoFrame } from "./photo-frame.tsx";
import type { PhotoFilter, PublicPhoto } from "./public-types.ts";

export interface ImageStageProps {
  slug: string;
  filter: PhotoFilter;
  photo: PublicPhoto;
  previous: string | null;
  next: string | null;
  /** The list that it is in; null when the asker may see this photo alone. */
  list: string | null;
}

/** A photo as large as the window lets it be, and the ways to those beside it: links, and the arrow keys. */
export function ImageStage({ slug, filter, photo, previous, next, list }: ImageStageProps) {
  useArrows(previous, next);
  const open = useNeighbourBox(slug, filter, photo);
  return (
    <div className="image-stage">
      <button
        type="button"
        className="image-open"
        onClick={open}
        aria-label={`Enlarge: ${photo.alt}`}
      >
        <span style={{ maxWidth: `calc(78vh * ${photo.width / photo.height})` }}>
          <PhotoFrame photo={photo} sizes="(min-width: 1100px) 70vw, 100vw" isFirst />
        </span>
      </button>
      <nav aria-label="Photos beside this one" className="image-ways">
        {previous !== null && (
          <a href={previous} rel="prev">
            ← Previous
          </a>
        )}
        {list !== null && <a href={list}>All photos</a>}
        {next !== null && (
          <a href={next} rel="next">
            Next →
          </a>
        )}
      </nav>
    </div>
  );
}

function useArrows(previous: string | null, next: string | null): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isElsewhere =
        event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
      const isOpen = document.querySelector(".pswp") !== null;
      if (isElsewhere || isOpen || event.target instanceof HTMLInputElement) return;
      const target =
        event.key === "ArrowLeft" ? previous : event.key === "ArrowRight" ? next : null;
      if (target !== null) window.location.assign(target);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [previous, next]);
}

/** Opens the lightbox with the photos around this one, and reads on behind the last as somebody goes that way. */
function useNeighbourBox(slug: string, filter: PhotoFilter, photo: PublicPhoto): () => void {
  const [isOpening, setOpening] = useState(false);
  async function open(): Promise<void> {
    const around = await askPublic("neighbours", {
      ...{ slug, imageId: photo.imageId, radius: 10 },
      ...filter,
    }).catch(() => ({ before: [], after: [] }));
    const { openLightbox } = await import("./open-lightbox.tsx");
    let photos: readonly PublicPhoto[] = [...around.before, photo, ...around.after];
    openLightbox({
      list: { slug, filter },
      index: around.before.length,
      read: () => ({
        photos,
        readMore: async () => {
          const last = photos.at(-1);
          if (last === undefined) return photos;
          const more = await askPublic("neighbours", {
            ...{ slug, imageId: last.imageId, radius: 10 },
            ...filter,
          }).catch(() => ({ after: [] }));
          const known = new Set(photos.map(({ imageId }) => imageId));
          photos = [...photos, ...more.after.filter(({ imageId }) => !known.has(imageId))];
          return photos;
        },
      }),
    });
  }
  return () => {
    if (isOpening) return;
    setOpening(true);
    void open().finally(() => setOpening(false));
  };
}
