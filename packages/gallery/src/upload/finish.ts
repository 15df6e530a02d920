import type { Tx } from "@homeport/db";
import { newToken, type RequestContext } from "@homeport/platform";
import { appendToAlbum } from "../album/append.ts";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { findImageByHash, insertImage } from "../image/store.ts";
import { tellOf } from "../news/tell.ts";
import { queueDeletions } from "../storage/store.ts";
import { tagImage } from "../tag/tag-image.ts";
import { insertDueWork } from "../work/store.ts";
import { attachRendition } from "./attach.ts";
import type { FinishedUpload, Settled } from "./outcome.ts";
import { refuseUpload } from "./refuse.ts";
import { finalHash, hashObject } from "./running-hash.ts";
import { findUpload, lockUploadRow, partsOf, settleUpload, type UploadRow } from "./store.ts";

const accessKeyBytes = 16;

/**
 * Makes a photo of an upload whose bytes have all come. May be called again after any crash, and at once by two: the
 * row decides, and so does the hash when the same file was sent twice. Throws CHECKSUM_MISMATCH.
 */
export async function finishUpload(
  deps: GalleryDeps,
  request: RequestContext,
  uploadId: string,
): Promise<FinishedUpload> {
  const row = await findUpload(deps.db.orm, uploadId);
  if (row === null) throw new GalleryError("UPLOAD_NOT_FOUND");
  const known = finishedOf(row);
  if (known !== null) return known;
  const counted = await finalHash(deps.storage, row);
  if (counted !== null) await refuseOtherBytes(deps, row, counted);
  await deps.storage.completeParts(partsOf(row));
  const sha256 = counted ?? (await hashObject(deps.storage, row.objectKey));
  if (counted === null) await refuseOtherBytes(deps, row, sha256);
  return await settle(deps, request, row, sha256);
}

async function settle(
  deps: GalleryDeps,
  request: RequestContext,
  upload: UploadRow,
  sha256: Uint8Array,
): Promise<FinishedUpload> {
  const { organizationId, imageId } = upload;
  if (imageId === null) throw new GalleryError("UPLOAD_NOT_FOUND");
  const target = { kind: "image", id: imageId };
  const action = upload.role === "rendition" ? "image.convert" : "image.upload";
  const act = { action, target, organizationId };
  try {
    const finished = await deps.db.write(request, act, async (tx, scope) => {
      const row = await lockUploadRow(tx, upload.id);
      if (row?.state !== "finishing") throw new SettledElsewhere();
      const { outcome, due } =
        row.role === "rendition"
          ? await attachRendition(tx, row, { imageId, sha256 })
          : await makeImage(deps, tx, row, { imageId, sha256 });
      if (due === null) await queueDeletions(tx, [row.objectKey]);
      else {
        await insertDueWork(tx, { organizationId, imageId, kind: due });
        scope.commit(() => deps.wakeWork([{ kind: due, imageId }]));
      }
      await settleUpload(tx, row.id, outcome);
      scope.commit(() => tellOf(deps, organizationId, "gallery.image"));
      scope.note({ result: outcome.result, uploadId: row.id });
      return outcome;
    });
    deps.events.uploadEnded({ uploadId: upload.id, ...finished });
    return finished;
  } catch (error) {
    if (!(error instanceof SettledElsewhere)) throw error;
    const row = await findUpload(deps.db.orm, upload.id);
    const known = row === null ? null : finishedOf(row);
    if (known === null) throw new GalleryError("UPLOAD_EXPIRED");
    return known;
  }
}

/** A photo of these bytes, unless there is one. What only a browser decodes waits for that, and is read meanwhile. */
async function makeImage(
  deps: GalleryDeps,
  tx: Tx,
  row: UploadRow,
  { imageId, sha256 }: { imageId: string; sha256: Uint8Array },
): Promise<Settled> {
  const { organizationId } = row;
  const { filename, format = "jpeg", lastModifiedMs = null } = row.metadata;
  const isHeic = format === "heic";
  const made = await insertImage(tx, {
    ...{ id: imageId, organizationId, sha256, uploadedBy: row.userId, format, lastModifiedMs },
    originalKey: row.objectKey,
    originalName: filename,
    sizeBytes: row.lengthBytes,
    processing: isHeic ? "needs_rendition" : "received",
    accessKey: newToken(deps.random, accessKeyBytes),
  });
  if (!made) {
    const known = await findImageByHash(tx, organizationId, sha256);
    return { outcome: { result: "duplicate", imageId: known }, due: null };
  }
  await place(tx, row, imageId, deps);
  return { outcome: { result: "created", imageId }, due: isHeic ? "metadata" : "ingest" };
}

/** Another request ended this upload first. */
class SettledElsewhere extends Error {}

function finishedOf(row: UploadRow): FinishedUpload | null {
  const { state, result, imageId } = row;
  if (state !== "done" || imageId === null) return null;
  return { result: result ?? "created", imageId };
}

async function refuseOtherBytes(
  deps: GalleryDeps,
  row: UploadRow,
  sha256: Uint8Array,
): Promise<void> {
  const declared = row.metadata.sha256;
  if (declared === undefined || declared.toLowerCase() === Buffer.from(sha256).toString("hex"))
    return;
  await refuseUpload(deps, row, "CHECKSUM_MISMATCH");
  throw new GalleryError("CHECKSUM_MISMATCH");
}

/** Into the album and under the tags that its sender named; an album that is gone meanwhile is left out. */
async function place(tx: Tx, row: UploadRow, imageId: string, deps: GalleryDeps): Promise<void> {
  const { albumId, tags = [] } = row.metadata;
  const { organizationId } = row;
  if (albumId !== undefined)
    await appendToAlbum(tx, { organizationId, albumId, imageIds: [imageId] });
  if (tags.length > 0)
    await tagImage(tx, { organizationId, imageId, names: tags, random: deps.random });
}
