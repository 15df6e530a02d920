import { newId } from "@homeport/platform";
import { isAlbum } from "../album/store.ts";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { readQuota } from "../settings/store.ts";
import { originalKey } from "../storage/key.ts";
import { cleanFileName, type SentMetadata } from "./metadata.ts";
import { countBytes, insertUpload, type UploadRow } from "./store.ts";

export interface UploadPlan {
  readonly id: string;
  readonly userId: string;
  readonly lengthBytes: number;
  readonly sent: SentMetadata;
  readonly lockToken: string;
  readonly lockMs: number;
}

/**
 * Makes an upload's row. What can be refused before a byte is sent is refused here: an empty file, one that is too
 * large, one that the quota does not hold, an unknown album.
 */
export async function createUpload(deps: GalleryDeps, plan: UploadPlan): Promise<UploadRow> {
  const { sent, lengthBytes } = plan;
  const { organizationId } = sent;
  if (lengthBytes === 0) throw new GalleryError("FILE_EMPTY");
  if (lengthBytes > deps.maxUploadBytes) throw new GalleryError("FILE_TOO_LARGE");
  return await deps.db.system("gallery.create-upload", async (tx) => {
    const quota = await readQuota(tx, organizationId);
    if (quota !== null && (await countBytes(tx, organizationId)) + lengthBytes > quota) {
      throw new GalleryError("QUOTA_EXCEEDED");
    }
    if (sent.albumId !== undefined && !(await isAlbum(tx, organizationId, sent.albumId))) {
      throw new GalleryError("ALBUM_NOT_FOUND");
    }
    const imageId = newId(deps.clock.nowMs(), deps.random);
    const { organizationId: _organization, role: _role, filename, ...rest } = sent;
    return await insertUpload(
      tx,
      {
        ...{ id: plan.id, userId: plan.userId, organizationId, imageId, lengthBytes },
        objectKey: originalKey(organizationId, imageId),
        metadata: { ...rest, filename: cleanFileName(filename) },
        lockToken: plan.lockToken,
      },
      plan.lockMs,
    );
  });
}
