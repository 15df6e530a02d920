"use client";

import type { MouseEvent } from "react";
import { PhotoFrame } from "./photo-frame.tsx";
import type { PublicPhoto } from "./public-types.ts";

export interface PhotoLinkProps {
  photo: PublicPhoto;
  href: string;
  sizes: string;
  isFirst: boolean;
  onOpen: () => void;
}

/** A photo that leads to its page; a plain press stays here and opens it over this one. */
export function PhotoLink({ photo, href, sizes, isFirst, onOpen }: PhotoLinkProps) {
  function press(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen();
  }
  return (
    <a href={href} className="photo-link" data-photo={photo.imageId} onClick={press}>
      <PhotoFrame photo={photo} sizes={sizes} isFirst={isFirst} />
    </a>
  );
}

/** What every layout of photos is handed. */
export interface ShownPhotos {
  photos: readonly PublicPhoto[];
  hasMore: boolean;
  hrefOf: (photo: PublicPhoto) => string;
  onOpen: (index: number) => void;
}
