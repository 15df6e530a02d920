import { newId } from "@homeport/platform";
import { isAlbum } from "../album/store.ts";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { lockQuota } from "../settings/store.ts";
import { originalKey, renditionKey } from "../storage/key.ts";
import { mayAttachRendition } from "./attach.ts";
import { cleanFileName, type SentMetadata } from "./metadata.ts";
import { countBytes, insertUpload, type UploadRow } from "./store.ts";

export interface UploadPlan {
  readonly id: string;
  readonly userId: string;
  readonly lengthBytes: number;
  readonly sent: SentMetadata;
  readonly lockToken: string;
  readonly lockMs: number;
  /** Whether the sender may change what others have uploaded. */
  readonly mayPublish: boolean;
}

/**
 * Makes an upload's row. What can be refused before a byte is sent is refused here: an empty file, one that is too
 * large, one that the quota does not hold, an unknown album, and a rendition of what is not the sender's to change.
 */
export async function createUpload(deps: GalleryDeps, plan: UploadPlan): Promise<UploadRow> {
  const { sent, lengthBytes } = plan;
  const { organizationId } = sent;
  if (lengthBytes === 0) throw new GalleryError("FILE_EMPTY");
  if (lengthBytes > deps.maxUploadBytes) throw new GalleryError("FILE_TOO_LARGE");
  return await deps.db.system("gallery.create-upload", async (tx) => {
    const quota = await lockQuota(tx, organizationId);
    if (quota !== null && (await countBytes(tx, organizationId)) + lengthBytes > quota) {
      throw new GalleryError("QUOTA_EXCEEDED");
    }
    if (sent.albumId !== undefined && !(await isAlbum(tx, organizationId, sent.albumId))) {
      throw new GalleryError("ALBUM_NOT_FOUND");
    }
    const { forId } = sent;
    if (
      forId !== undefined &&
      !(await mayAttachRendition(tx, { ...plan, organizationId, forId }))
    ) {
      throw new GalleryError("IMAGE_NOT_FOUND");
    }
    const imageId = forId ?? newId(deps.clock.nowMs(), deps.random);
    const {
      organizationId: _organization,
      forId: _photo,
      role = "image",
      filename,
      ...rest
    } = sent;
    return await insertUpload(
      tx,
      {
        ...{ id: plan.id, userId: plan.userId, organizationId, imageId, lengthBytes, role },
        forId: forId ?? null,
        objectKey:
          forId === undefined
            ? originalKey(organizationId, imageId)
            : renditionKey(organizationId, imageId, plan.id),
        metadata: { ...rest, filename: cleanFileName(filename) },
        lockToken: plan.lockToken,
      },
      plan.lockMs,
    );
  });
}
