import { schema, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import { avifFrom } from "../recipe/recipe.ts";
import { showsFailure, type WorkKey } from "./work-key.ts";

const { gallerySettings, images, imageVariants } = schema;

/** One rendition that stands in the storage. */
export interface NewVariant {
  readonly edge: number;
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly sha256: Uint8Array;
  readonly key: string;
}

/** What is known of a photo's pixels once they were looked at; upright. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly isAnimated: boolean;
  readonly isDamaged: boolean;
  readonly thumbhash: Uint8Array;
  readonly histogram: Uint8Array;
  readonly dominantColor: string;
}

/** One row a rendition, however often it was made. */
export async function upsertVariants(
  tx: Tx,
  image: {
    imageId: string;
    organizationId: string;
    kind: "webp" | "avif" | "clean";
    recipe: string;
  },
  variants: readonly NewVariant[],
): Promise<void> {
  if (variants.length === 0) return;
  await tx
    .insert(imageVariants)
    .values(variants.map((variant) => ({ ...image, ...variant })))
    .onConflictDoUpdate({
      target: [imageVariants.imageId, imageVariants.kind, imageVariants.recipe, imageVariants.edge],
      set: {
        width: sql`excluded.width`,
        height: sql`excluded.height`,
        sizeBytes: sql`excluded.size_bytes`,
        sha256: sql`excluded.sha256`,
        key: sql`excluded.key`,
      },
    });
}

export async function setPixels(
  tx: Tx,
  imageId: string,
  pixels: Pixels,
  processing: "viewable" | "ready",
): Promise<void> {
  await tx
    .update(images)
    .set({
      ...pixels,
      // Made ready before, it stays so while larger renditions are made anew.
      processing: sql`case when ${images.processing} = 'ready' then 'ready' else ${processing}::text end`,
      updatedAt: sql`now()`,
    })
    .where(eq(images.id, imageId));
}

/** Whether this photo is to have AVIF renditions: its gallery wants them, and it is large enough. */
export async function wantsAvif(tx: Tx, imageId: string): Promise<boolean> {
  const [row] = await tx
    .select({ isWanted: sql<boolean>`coalesce(${gallerySettings.avifEnabled}, true)` })
    .from(images)
    .leftJoin(gallerySettings, eq(gallerySettings.organizationId, images.organizationId))
    .where(
      and(eq(images.id, imageId), sql`greatest(${images.width}, ${images.height}) >= ${avifFrom}`),
    );
  return row?.isWanted ?? false;
}

export async function setReady(tx: Tx, imageId: string): Promise<void> {
  await tx
    .update(images)
    .set({ processing: "ready", updatedAt: sql`now()` })
    .where(eq(images.id, imageId));
}

export async function setProcessing(
  tx: Tx,
  imageId: string,
  processing: "received" | "viewable" | "quarantined",
): Promise<void> {
  await tx.update(images).set({ processing, updatedAt: sql`now()` }).where(eq(images.id, imageId));
}

/** From now on this photo's file is read as far as it can be, because a person says so. */
export async function setDamaged(tx: Tx, imageId: string): Promise<void> {
  await tx
    .update(images)
    .set({ isDamaged: true, readsDamaged: true })
    .where(eq(images.id, imageId));
}

/** Shows photos whose work is tried again as waiting for it, and no longer as failed. */
export async function setRetried(tx: Tx, due: readonly WorkKey[]): Promise<void> {
  for (const { imageId, kind } of due) {
    if (!showsFailure(kind)) continue;
    await setProcessing(tx, imageId, kind === "ingest" ? "received" : "viewable");
  }
}
