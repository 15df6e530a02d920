import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { findOwnUploads } from "./list-store.ts";
import { discardBytes } from "./refuse.ts";
import { endUpload, findUpload, type UploadRow } from "./store.ts";

/** A file on its way, as its sender sees it. */
export interface UploadView {
  uploadId: string;
  filename: string;
  state: UploadRow["state"];
  result: UploadRow["result"];
  /** Null until it has become a photo. */
  imageId: string | null;
  /** Why it was refused. */
  refusal: string | null;
  lengthBytes: number;
  offsetBytes: number;
  expiresAt: Date;
}

/** How large one file may be. */
export function readUploadLimits(ctx: GalleryContext): { maxUploadBytes: number } {
  authorize(ctx, "gallery.upload");
  return { maxUploadBytes: ctx.maxUploadBytes };
}

const listedMost = 200;

/** One's own uploads of the organization that still go on, the newest first. */
export async function listUploads(ctx: GalleryContext): Promise<UploadView[]> {
  const { organizationId, userId } = ownerOf(ctx);
  const rows = await findOwnUploads(ctx.db.orm, { organizationId, userId }, listedMost);
  return rows.map(viewUpload);
}

/** Throws UPLOAD_NOT_FOUND, also for somebody else's. */
export async function getUpload(
  ctx: GalleryContext,
  input: { uploadId: string },
): Promise<UploadView> {
  return viewUpload(await findOwn(ctx, input.uploadId));
}

/** Ends an upload of one's own; what has arrived of it is gone. Throws UPLOAD_NOT_FOUND and UPLOAD_EXPIRED. */
export async function cancelUpload(
  ctx: GalleryContext,
  input: { uploadId: string },
): Promise<void> {
  const row = await findOwn(ctx, input.uploadId);
  const { organizationId } = row;
  const target = { kind: "upload", id: row.id };
  const act = { action: "image.upload-cancel", target, organizationId };
  await ctx.db.write(ctx, act, async (tx) => {
    if (!(await endUpload(tx, row.id, "cancelled"))) throw new GalleryError("UPLOAD_EXPIRED");
  });
  await discardBytes(ctx.storage, row);
  ctx.events.uploadEnded({ uploadId: row.id, result: "cancelled" });
}

async function findOwn(ctx: GalleryContext, uploadId: string): Promise<UploadRow> {
  const { organizationId, userId } = ownerOf(ctx);
  const row = await findUpload(ctx.db.orm, uploadId);
  if (row?.userId !== userId || row.organizationId !== organizationId) {
    throw new GalleryError("UPLOAD_NOT_FOUND");
  }
  return row;
}

/** An upload belongs to a person; a program that acts by a key acts as whoever made it. */
function ownerOf(ctx: GalleryContext): { organizationId: string; userId: string } {
  const organizationId = authorize(ctx, "gallery.upload");
  const { actor } = ctx;
  if (actor.kind !== "user") throw new GalleryError("NOT_PERMITTED");
  return { organizationId, userId: actor.userId };
}

function viewUpload(row: UploadRow): UploadView {
  const { id, metadata, state, result, imageId, lengthBytes, offsetBytes, expiresAt } = row;
  return {
    ...{ uploadId: id, filename: metadata.filename, state, result },
    imageId: state === "done" ? imageId : null,
    refusal: metadata.refusal ?? null,
    ...{ lengthBytes, offsetBytes, expiresAt },
  };
}
