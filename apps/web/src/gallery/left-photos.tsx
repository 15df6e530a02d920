"use client";

import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { formatCount } from "../design/format.ts";
import { ScrollBox } from "../design/scroll-box.tsx";
import { groupLeft } from "./bulk-words.ts";
import type { BulkResult, ImageItem } from "./gallery-query.ts";
import { nameOf } from "./image-words.ts";

const namedMost = 20;

export interface LeftPhotosProps {
  unchanged: BulkResult["unchanged"];
  /** Those that are known by name here. */
  images: readonly ImageItem[];
  onClose: () => void;
}

/** Which photos a change left as they were, and why. */
export function LeftPhotos({ unchanged, images, onClose }: LeftPhotosProps) {
  const names = new Map(images.map((image) => [image.imageId, nameOf(image)]));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${formatCount(unchanged.length, "photo")} left unchanged`}
      note="All others were changed."
    >
      <ScrollBox label="Photos left unchanged" className="max-h-80">
        <ul className="grid gap-3">
          {groupLeft(unchanged).map(({ code, reason, imageIds }) => (
            <li key={code}>
              <p className="font-medium text-ink">
                {formatCount(imageIds.length, "photo")}: each {reason}
                <span className="ml-2 font-mono font-normal text-ink-3 text-xs">{code}</span>
              </p>
              <p className="wrap-anywhere text-ink-2 text-sm">
                {imageIds
                  .slice(0, namedMost)
                  .map((imageId) => names.get(imageId) ?? `…${imageId.slice(-8)}`)
                  .join(", ")}
                {imageIds.length > namedMost && ` and ${imageIds.length - namedMost} more`}
              </p>
            </li>
          ))}
        </ul>
      </ScrollBox>
      <Actions>
        <Button look="primary" onClick={onClose}>
          Understood
        </Button>
      </Actions>
    </Dialog>
  );
}
