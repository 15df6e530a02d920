"use client";

import { useState } from "react";
import type { Outputs } from "../data/router-types.ts";
import { Button } from "../design/button.tsx";
import { useLightbox } from "./use-lightbox.ts";

export type PublicPhoto = Outputs["gallery"]["public"]["home"]["images"][number];

/** Rows as high as this, about; each photo takes its share of the width, so that reading order is the order of the page. */
const rowHeightPx = 260;

/** Photos in rows of one height. Every box has its ratio before a byte has come, so nothing moves. */
export function PhotoGrid({ photos }: { photos: readonly PublicPhoto[] }) {
  const open = useLightbox(photos);
  return (
    <ul
      aria-label="Photos"
      // What is left of the last row stays empty: its photos are no larger than the others.
      className="flex flex-wrap gap-2 after:grow-[99999] after:content-['']"
    >
      {photos.map((photo, index) => {
        const ratio = photo.width / photo.height;
        return (
          <li
            key={photo.imageId}
            style={{ flexGrow: ratio * 100, flexBasis: `${Math.round(ratio * rowHeightPx)}px` }}
            className="max-w-full"
          >
            <Photo photo={photo} onOpen={() => open(index)} />
          </li>
        );
      })}
    </ul>
  );
}

function Photo({ photo, onOpen }: { photo: PublicPhoto; onOpen: () => void }) {
  const [attempt, setAttempt] = useState(0);
  const [isBroken, setBroken] = useState(false);
  const { variants, width, height, alt, dominantColor } = photo;
  const shown = variants.find(({ edge }) => edge >= 640) ?? variants.at(-1);
  const box = { aspectRatio: `${width} / ${height}`, backgroundColor: dominantColor ?? undefined };
  if (isBroken) {
    return (
      <div style={box} className="grid w-full place-items-center rounded-sm">
        <Button
          size="sm"
          onClick={() => {
            setBroken(false);
            setAttempt(attempt + 1);
          }}
        >
          Retry {alt}
        </Button>
      </div>
    );
  }
  return (
    <button
      type="button"
      onClick={onOpen}
      className="block w-full cursor-zoom-in overflow-hidden rounded-sm"
      style={box}
    >
      <img
        key={attempt}
        src={shown?.path}
        srcSet={variants.map((each) => `${each.path} ${each.width}w`).join(", ")}
        sizes={`(max-width: 640px) 100vw, ${Math.round((width / height) * rowHeightPx * 1.4)}px`}
        width={width}
        height={height}
        alt={alt}
        loading="lazy"
        decoding="async"
        className="size-full object-cover"
        onError={() => setBroken(true)}
      />
    </button>
  );
}
