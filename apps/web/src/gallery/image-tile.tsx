"use client";

import { Badge } from "../design/badge.tsx";
import { cn } from "../design/class-names.ts";
import type { ImageItem } from "./gallery-query.ts";
import { nameOf, stateOf } from "./image-words.ts";

export interface ImageTileProps {
  image: ImageItem;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

/** One photo with its state; pressing it selects it. */
export function ImageTile({ image, selected, onSelect }: ImageTileProps) {
  const [smallest] = image.variants;
  const state = stateOf(image);
  return (
    <li>
      <label
        className={cn(
          "group relative block cursor-pointer overflow-hidden rounded-md border bg-sunken",
          "has-focus-visible:outline-2 has-focus-visible:outline-focus",
          selected ? "border-accent ring-2 ring-accent" : "border-line",
        )}
      >
        <input
          type="checkbox"
          className="absolute top-2.5 left-2.5 z-10 size-4 accent-accent"
          checked={selected}
          aria-label={`Select ${nameOf(image)}`}
          onChange={({ target }) => onSelect(target.checked)}
        />
        <span
          className="block aspect-[4/3]"
          style={{ backgroundColor: image.dominantColor ?? undefined }}
        >
          {smallest !== undefined && (
            <img
              src={smallest.path}
              width={smallest.width}
              height={smallest.height}
              alt={nameOf(image)}
              loading="lazy"
              className="size-full object-cover"
            />
          )}
        </span>
        <span className="flex items-center justify-between gap-2 bg-surface px-2.5 py-2">
          <span className="truncate text-ink text-sm">{nameOf(image)}</span>
          <Badge tone={state.tone}>{state.label}</Badge>
        </span>
      </label>
      {image.failure !== null && (
        <p className="mt-1 px-1 text-bad text-xs">
          {image.failure.sentence} ({image.failure.code})
        </p>
      )}
    </li>
  );
}
