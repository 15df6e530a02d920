"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import {
  changedFields,
  draftOf,
  type EditDraft,
  type FileField,
  problemsOf,
  updateOf,
} from "./edit-draft.ts";
import type { FullImage } from "./gallery-query.ts";
import { useGalleryKeys } from "./use-images.ts";

/**
 * What somebody writes of a photo, until it is saved. `base` is the photo as they saw it: one that was saved by somebody
 * else meanwhile takes its place only when they have chosen between the two.
 */
export function useEdit(opened: FullImage, onSaved: () => void) {
  const trpc = useTRPC();
  const { imageId } = opened;
  const [base, setBase] = useState(opened);
  const [draft, setDraft] = useState(() => draftOf(opened));
  const [fromFile, setFromFile] = useState<ReadonlySet<FileField>>(new Set());
  const theirs = useQuery({ ...trpc.gallery.images.get.queryOptions({ imageId }), enabled: false });
  const save = useChange({
    ...trpc.gallery.images.update.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The photo was not changed",
    done: "Saved",
    onDone: onSaved,
    onFailed: (error) => {
      if (isConflict(error)) void theirs.refetch();
      return true;
    },
  });
  const isConflicting = save.isError && isConflict(save.error);
  const stored = isConflicting && theirs.data !== undefined ? theirs.data : null;
  const update = updateOf(draft, base, fromFile);
  return {
    base,
    draft,
    fromFile,
    problems: problemsOf(draft),
    isDirty: Object.keys(update).length > 0,
    busy: save.isPending,
    error: save.isError && !isConflicting ? save.error : null,
    /** The photo as somebody else saved it, and the fields that they changed; null while nobody did. */
    conflict:
      stored === null ? null : { stored, fields: changedFields(draftOf(stored), draftOf(base)) },
    set: (change: Partial<EditDraft>) => setDraft((now) => ({ ...now, ...change })),
    giveBack(field: FileField, isGiven: boolean) {
      const next = new Set(fromFile);
      if (isGiven) next.add(field);
      else next.delete(field);
      setFromFile(next);
    },
    save: () => save.mutate({ imageId, version: base.version, ...update }),
    takeTheirs(photo: FullImage) {
      setBase(photo);
      setDraft(draftOf(photo));
      setFromFile(new Set());
      save.reset();
    },
    /** What they alone changed is taken; where both did, mine stays to be saved over theirs. */
    keepMine(photo: FullImage) {
      const mine = new Set(changedFields(draft, draftOf(base)));
      const merged = { ...draftOf(photo) };
      setDraft(Object.assign(merged, pick(draft, mine)));
      setBase(photo);
      save.reset();
    },
  };
}

export type Edit = ReturnType<typeof useEdit>;

function pick(draft: EditDraft, fields: ReadonlySet<keyof EditDraft>): Partial<EditDraft> {
  return Object.fromEntries(
    Object.entries(draft).filter(([field]) => [...fields].some((name) => name === field)),
  );
}

function isConflict(error: unknown): boolean {
  return readFailure(error).code === "VERSION_CONFLICT";
}
