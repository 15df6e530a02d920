"use client";

import { useState } from "react";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { Actions, Dialog } from "../../design/dialog.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { Field } from "../../design/field.tsx";
import { Select } from "../../design/select.tsx";
import type { TagItem } from "../gallery-query.ts";
import { useGalleryKeys } from "../use-images.ts";

export interface MergeTagProps {
  tag: TagItem;
  all: readonly TagItem[];
  onClose: () => void;
}

/** Puts another tag in the place of this one. */
export function MergeTag({ tag, all, onClose }: MergeTagProps) {
  const trpc = useTRPC();
  const [intoId, setIntoId] = useState<string>();
  const merge = useChange({
    ...trpc.gallery.tags.merge.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The tags were not merged",
    onFailed: () => true,
    done: `${tag.name} merged`,
    onDone: onClose,
  });
  const options = all
    .filter(({ tagId }) => tagId !== tag.tagId)
    .map(({ tagId, name, images }) => ({ value: tagId, label: name, note: `${images}` }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Merge ${tag.name}`}
      note={`Whatever bears ${tag.name} bears the other tag in its place, and ${tag.name} is gone.`}
    >
      <Field label="Into">
        {(control) => (
          <Select
            {...control}
            value={intoId}
            options={options}
            placeholder="Choose a tag"
            onChange={setIntoId}
          />
        )}
      </Field>
      {merge.isError && (
        <ErrorCard className="mt-4" title="The tags were not merged" error={merge.error} />
      )}
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          busy={merge.isPending}
          disabled={intoId === undefined}
          onClick={() => intoId !== undefined && merge.mutate({ tagId: tag.tagId, intoId })}
        >
          Merge
        </Button>
      </Actions>
    </Dialog>
  );
}
