"use client";

import { Pencil } from "lucide-react";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import type { ImageItem } from "./gallery-query.ts";
import { nameOf, stateOf } from "./image-words.ts";

export interface ImageTileProps {
  image: ImageItem;
  selected: boolean;
  /** Told before the choice, with whether a range is meant. */
  onPress: (isRange: boolean) => void;
  onSelect: () => void;
  onEdit: () => void;
}

/** One photo with its state; pressing it selects it, with Shift everything up to it. */
export function ImageTile({ image, selected, onPress, onSelect, onEdit }: ImageTileProps) {
  const state = stateOf(image);
  const name = nameOf(image);
  return (
    <li className="relative">
      <label
        className={cn(
          "group relative block cursor-pointer select-none overflow-hidden rounded-md border bg-sunken",
          "has-focus-visible:outline-2 has-focus-visible:outline-focus",
          selected ? "border-accent ring-2 ring-accent" : "border-line",
        )}
        onPointerDown={(event) => onPress(event.shiftKey)}
      >
        <input
          type="checkbox"
          className="absolute top-2.5 left-2.5 z-10 size-4 accent-accent"
          checked={selected}
          aria-label={`Select ${name}`}
          onChange={onSelect}
        />
        <Picture image={image} />
        <span className="flex items-center justify-between gap-2 bg-surface px-2.5 py-2">
          <span className="truncate text-ink text-sm">{name}</span>
          <Badge tone={state.tone}>{state.label}</Badge>
        </span>
      </label>
      <Button
        size="icon-sm"
        className="absolute top-1.5 right-1.5"
        aria-label={`${image.mayWrite ? "Edit" : "Look at"} ${name}`}
        onClick={onEdit}
      >
        <Pencil aria-hidden="true" />
      </Button>
      {image.failure !== null && (
        <p className="mt-1 px-1 text-bad text-xs">
          {image.failure.sentence} ({image.failure.code})
        </p>
      )}
    </li>
  );
}

/** The smallest rendition in a box of its own colour. */
export function Picture({
  image,
}: {
  image: Pick<ImageItem, "variants" | "dominantColor" | "title" | "originalName">;
}) {
  const [smallest] = image.variants;
  return (
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
          draggable={false}
          className="size-full object-cover"
        />
      )}
    </span>
  );
}
