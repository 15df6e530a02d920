import type { Readable } from "node:stream";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { doneRecipeOf } from "../recipe/lanes.ts";
import { source16 } from "../recipe/recipe.ts";
import { findCopy, findCopyState, makeCopyDue } from "./copy-store.ts";

/** A photo whose copy is asked for; `sha256` is that of the file which its pixels are read from. */
export interface CopiedImage {
  readonly organizationId: string;
  readonly imageId: string;
  readonly sha256: Uint8Array;
}

type CopyDeps = Pick<GalleryDeps, "db" | "storage" | "wakeWork">;

/**
 * The copy of a photo that others may have as a file, as it comes out of the storage. A worker makes it when it is first
 * asked for. One of another recipe is never handed out: whoever changed the recipe may have done so because it told
 * something. Throws DOWNLOAD_NOT_READY until it is there, and DOWNLOAD_REFUSED when its making was set aside.
 */
export async function openCopy(
  deps: CopyDeps,
  image: CopiedImage,
): Promise<{ bytes: Readable; sizeBytes: number }> {
  const { imageId, sha256 } = image;
  const recipe = doneRecipeOf({ kind: "clean", source16: source16(imageId, sha256) }, {});
  const copy = await findCopy(deps.db.orm, imageId, recipe);
  const bytes = copy === null ? null : await deps.storage.read(copy.key);
  if (copy !== null && bytes !== null) return { bytes, sizeBytes: copy.sizeBytes };
  const state = await findCopyState(deps.db.orm, imageId);
  if (state === "quarantined") throw new GalleryError("DOWNLOAD_REFUSED");
  if (state !== "due" && state !== "leased") {
    // A row without its file is no copy: it is made again, although it was done.
    await askForCopy(deps, image, copy === null ? recipe : null);
  }
  throw new GalleryError("DOWNLOAD_NOT_READY");
}

/** Has a worker make the copy, unless it is being made, or was done by `done`. */
export async function askForCopy(
  deps: Pick<GalleryDeps, "db" | "wakeWork">,
  image: Pick<CopiedImage, "organizationId" | "imageId">,
  done: string | null,
): Promise<void> {
  await deps.db.system("gallery.ask-for-copy", async (tx, after) => {
    if (!(await makeCopyDue(tx, image, done))) return;
    after.commit(() => deps.wakeWork([{ kind: "clean", imageId: image.imageId }]));
  });
}
