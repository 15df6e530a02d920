"use client";

import { Ellipsis, Merge, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { sentenceOf } from "../../data/failure.ts";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { Confirm } from "../../design/confirm.tsx";
import { formatCount } from "../../design/format.ts";
import { Menu, MenuItem, MenuRule } from "../../design/menu.tsx";
import { NameDialog } from "../../design/name-dialog.tsx";
import { paths } from "../../paths.ts";
import type { TagItem } from "../gallery-query.ts";
import { useGalleryKeys } from "../use-images.ts";
import { MergeTag } from "./merge-tag.tsx";

export interface TagRowProps {
  tag: TagItem;
  all: readonly TagItem[];
  mayWrite: boolean;
}

export function TagRow({ tag, all, mayWrite }: TagRowProps) {
  const [asked, setAsked] = useState<"rename" | "merge" | "delete" | null>(null);
  const close = () => setAsked(null);
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 sm:px-5">
      <Link
        href={paths.gallery({ tag: tag.tagId })}
        className="wrap-anywhere min-w-0 flex-1 font-medium text-ink underline-offset-2 hover:underline"
      >
        {tag.name}
      </Link>
      <span className="text-ink-3 text-sm">{formatCount(tag.images, "photo")}</span>
      {mayWrite && (
        <Menu
          trigger={
            <Button look="ghost" size="icon-sm" aria-label={`Actions for ${tag.name}`}>
              <Ellipsis aria-hidden="true" />
            </Button>
          }
        >
          <MenuItem onSelect={() => setAsked("rename")}>
            <Pencil aria-hidden="true" /> Rename…
          </MenuItem>
          <MenuItem onSelect={() => setAsked("merge")} disabled={all.length < 2}>
            <Merge aria-hidden="true" /> Merge into…
          </MenuItem>
          <MenuRule />
          <MenuItem onSelect={() => setAsked("delete")}>
            <Trash2 aria-hidden="true" /> Delete…
          </MenuItem>
        </Menu>
      )}
      {asked === "rename" && <RenameTag tag={tag} onClose={close} />}
      {asked === "merge" && <MergeTag tag={tag} all={all} onClose={close} />}
      {asked === "delete" && <DeleteTag tag={tag} onClose={close} />}
    </li>
  );
}

function RenameTag({ tag, onClose }: { tag: TagItem; onClose: () => void }) {
  const trpc = useTRPC();
  const rename = useChange({
    ...trpc.gallery.tags.rename.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The tag was not renamed",
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <NameDialog
      open
      onOpenChange={onClose}
      title={`Rename ${tag.name}`}
      hint="To put it in the place of another tag, merge the two."
      maxLength={64}
      verb="Rename"
      initial={tag.name}
      busy={rename.isPending}
      error={sentenceOf(rename.error)}
      onName={(name) => rename.mutate({ tagId: tag.tagId, name })}
    />
  );
}

function DeleteTag({ tag, onClose }: { tag: TagItem; onClose: () => void }) {
  const trpc = useTRPC();
  const remove = useChange({
    ...trpc.gallery.tags.delete.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The tag was not deleted",
    onFailed: () => true,
    done: `${tag.name} deleted`,
    onDone: onClose,
  });
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={`Delete ${tag.name}?`}
      verb="Delete the tag"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ tagId: tag.tagId })}
    >
      {formatCount(tag.images, "photo")} will bear it no more, and its public page ends.
    </Confirm>
  );
}
