"use client";

import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";
import { draftOf, fieldLabels } from "./edit-draft.ts";
import { EditFields } from "./edit-fields.tsx";
import type { FullImage } from "./gallery-query.ts";
import { ImageFacts } from "./image-facts.tsx";
import { Picture } from "./image-tile.tsx";
import { nameOf } from "./image-words.ts";
import { type Edit, useEdit } from "./use-edit.ts";

/** All that is known of a photo, and what a person may say of it. */
export function EditImage({ imageId, onClose }: { imageId: string; onClose: () => void }) {
  const query = useQuery({
    ...useTRPC().gallery.images.get.queryOptions({ imageId }),
    // What is typed is never replaced under the hands; a save that was late says so.
    refetchOnWindowFocus: false,
    staleTime: 0,
  });
  const image = query.data;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={image === undefined ? "Photo" : nameOf(image)}
      className="max-w-[44rem]"
    >
      {image === undefined && query.isError && (
        <ErrorCard
          title="The photo could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {image === undefined && !query.isError && <SkeletonRows rows={3} />}
      {image !== undefined && <Sheet image={image} onClose={onClose} />}
    </Dialog>
  );
}

function Sheet({ image, onClose }: { image: FullImage; onClose: () => void }) {
  const edit = useEdit(image, onClose);
  const mayWrite = edit.base.mayWrite;
  function submit(event: FormEvent) {
    event.preventDefault();
    edit.save();
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-[12rem_1fr]">
        <div className="self-start overflow-hidden rounded-md border border-line">
          <Picture image={image} />
        </div>
        <ImageFacts image={image} />
      </div>
      {edit.conflict !== null && <Conflict edit={edit} conflict={edit.conflict} />}
      {edit.error !== null && (
        <ErrorCard title="The photo was not changed" error={edit.error} onRetry={edit.save} />
      )}
      {mayWrite ? (
        <EditFields edit={edit} />
      ) : (
        <p className="text-ink-2 text-sm">
          You may look at this photo, but not change it: that is for who publishes, and for its own
          uploader while it is a draft.
        </p>
      )}
      <Actions className="mt-0">
        <Button onClick={onClose}>{mayWrite ? "Cancel" : "Close"}</Button>
        {mayWrite && (
          <Button
            look="primary"
            type="submit"
            busy={edit.busy}
            disabled={
              !edit.isDirty || Object.keys(edit.problems).length > 0 || edit.conflict !== null
            }
          >
            Save
          </Button>
        )}
      </Actions>
    </form>
  );
}

function Conflict({ edit, conflict }: { edit: Edit; conflict: NonNullable<Edit["conflict"]> }) {
  const { stored, fields } = conflict;
  const theirs = draftOf(stored);
  return (
    <ConflictNotice
      title="Somebody else changed this photo meanwhile"
      onTakeTheirs={() => edit.takeTheirs(stored)}
      onKeepMine={() => edit.keepMine(stored)}
    >
      {fields.length > 0 && (
        <ul className="mt-1">
          {fields.map((field) => (
            <li key={field} className="wrap-anywhere">
              {fieldLabels[field]} is now <strong>{String(theirs[field]) || "empty"}</strong>
            </li>
          ))}
        </ul>
      )}
    </ConflictNotice>
  );
}
