"use client";

import { ArrowDown, ArrowUp, GripVertical, IndentDecrease, IndentIncrease } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Badge } from "../../design/badge.tsx";
import { Button } from "../../design/button.tsx";
import { cn } from "../../design/class-names.ts";
import { formatCount } from "../../design/format.ts";
import { paths } from "../../paths.ts";
import type { AlbumItem } from "../gallery-query.ts";
import { useGalleryKeys } from "../use-images.ts";
import {
  type AlbumMove,
  type AlbumNode,
  liftAlbum,
  nestAlbum,
  stepAlbum,
  treeOf,
} from "./album-tree.ts";
import { visibilityWord } from "./album-words.ts";

export function AlbumRows({ albums, mayMove }: { albums: readonly AlbumItem[]; mayMove: boolean }) {
  const trpc = useTRPC();
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const move = useChange({
    ...trpc.gallery.albums.move.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The album was not moved",
  });
  function go(node: AlbumNode, to: AlbumMove | null) {
    if (to === null) return;
    setSaid(`${node.album.title} moved`);
    move.mutate(to);
  }
  return (
    <>
      <ul aria-label="Albums" className="divide-y divide-line">
        {treeOf(albums).map((node) => (
          <AlbumRow
            key={node.album.albumId}
            node={node}
            mayMove={mayMove && !move.isPending}
            isTarget={dragged !== null && dragged !== node.album.albumId}
            onDrag={setDragged}
            onDrop={() => {
              if (dragged !== null && dragged !== node.album.albumId) {
                const { albumId: afterId, parentId } = node.album;
                go(node, { albumId: dragged, parentId, afterId });
              }
              setDragged(null);
            }}
            onStep={(step) => go(node, stepAlbum(node, step))}
            onNest={() => go(node, nestAlbum(node, albums))}
            onLift={() => go(node, liftAlbum(node, albums))}
          />
        ))}
      </ul>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}

interface AlbumRowProps {
  node: AlbumNode;
  mayMove: boolean;
  isTarget: boolean;
  onDrag: (albumId: string | null) => void;
  onDrop: () => void;
  onStep: (step: -1 | 1) => void;
  onNest: () => void;
  onLift: () => void;
}

const indents = ["", "pl-8", "pl-14", "pl-20", "pl-26"] as const;

function AlbumRow(props: AlbumRowProps) {
  const { node, mayMove, isTarget, onDrag, onDrop } = props;
  const { albumId, title, images, published, effectiveVisibility } = node.album;
  const tone = effectiveVisibility === "public" ? "ok" : "warn";
  return (
    <li
      draggable={mayMove}
      onDragStart={(event) => {
        // Some browsers drag nothing that carries nothing.
        event.dataTransfer.setData("text/plain", title);
        onDrag(albumId);
      }}
      onDragEnd={() => onDrag(null)}
      onDragOver={(event) => isTarget && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 sm:px-5",
        isTarget && "hover:border-b-2 hover:border-b-accent",
      )}
    >
      <div className={cn("flex min-w-0 flex-1 basis-56 items-center gap-2", indents[node.depth])}>
        {mayMove && (
          <GripVertical className="size-4 shrink-0 cursor-grab text-ink-3" aria-hidden="true" />
        )}
        <div className="min-w-0">
          <Link
            href={paths.galleryAlbum(albumId)}
            draggable={false}
            className="wrap-anywhere font-medium text-ink underline-offset-2 hover:underline"
          >
            {title}
          </Link>
          <p className="text-ink-3 text-sm">
            {formatCount(images, "photo")}, {published} published
          </p>
        </div>
      </div>
      <Badge tone={tone}>{visibilityWord(effectiveVisibility)}</Badge>
      {mayMove && <Moves {...props} />}
    </li>
  );
}

/** The same as dragging, a press at a time. */
function Moves({ node, onStep, onNest, onLift }: AlbumRowProps) {
  const { title, parentId } = node.album;
  const at = node.siblings.findIndex(({ albumId }) => albumId === node.album.albumId);
  const moves = [
    { label: "up", icon: ArrowUp, act: () => onStep(-1), isOff: at === 0 },
    {
      label: "down",
      icon: ArrowDown,
      act: () => onStep(1),
      isOff: at === node.siblings.length - 1,
    },
    { label: "into the album before it", icon: IndentIncrease, act: onNest, isOff: at === 0 },
    { label: "out of its album", icon: IndentDecrease, act: onLift, isOff: parentId === null },
  ];
  return (
    <div className="flex">
      {moves.map(({ label, icon: Icon, act, isOff }) => (
        <Button
          key={label}
          look="ghost"
          size="icon-sm"
          aria-label={`Move ${title} ${label}`}
          aria-disabled={isOff}
          onClick={act}
        >
          <Icon aria-hidden="true" />
        </Button>
      ))}
    </div>
  );
}
