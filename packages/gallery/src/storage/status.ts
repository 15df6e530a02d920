import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { readQuota } from "../settings/store.ts";
import { countByKind, type KindBytes } from "./status-store.ts";
import { findIdentityRow } from "./store.ts";

export interface StorageStatus {
  driver: "file" | "s3";
  /** A folder, or a bucket with its endpoint and region; never a key. */
  place: string;
  /** Null until the first replica has been ready. */
  identity: { storageId: string; createdAt: Date } | null;
  /** Of this organization alone. */
  kinds: KindBytes[];
  totalBytes: number;
  quotaBytes: number | null;
  /** Files that no row names any more, on their way out. */
  leaving: number;
}

export async function getStorageStatus(ctx: GalleryContext): Promise<StorageStatus> {
  const organizationId = authorize(ctx, "gallery.admin");
  const { orm } = ctx.db;
  const [identity, { kinds, leaving }, quotaBytes] = await Promise.all([
    findIdentityRow(orm),
    countByKind(orm, organizationId),
    readQuota(orm, organizationId),
  ]);
  const { kind: driver, place } = ctx.storage;
  const totalBytes = kinds.reduce((sum, { bytes }) => sum + bytes, 0);
  return { driver, place, identity, kinds, totalBytes, quotaBytes, leaving };
}
