import { schema, type Tx } from "@homeport/db";
import { eq, type SQL, sql } from "drizzle-orm";
import type { FactsChange } from "./keep-edited.ts";

const { images } = schema;

/** What a person wrote of this photo, whose row stays locked; null when it is gone. */
export async function lockEditedFields(tx: Tx, imageId: string): Promise<string[] | null> {
  const [row] = await tx
    .select({ editedFields: images.editedFields })
    .from(images)
    .where(eq(images.id, imageId))
    .for("no key update");
  return row?.editedFields ?? null;
}

export async function writeFacts(
  tx: Tx,
  imageId: string,
  columns: FactsChange["columns"],
): Promise<void> {
  const { takenLocal, takenOffsetMin, ...rest } = columns;
  const taken = takenLocal === undefined ? {} : takenColumns(takenLocal, takenOffsetMin ?? null);
  await tx
    .update(images)
    .set({ ...rest, ...taken, updatedAt: sql`now()` })
    .where(eq(images.id, imageId));
}

/**
 * A camera's time, and all that follows from it: the instant by its own offset, else by the gallery's zone on that date,
 * and the place in the order. A photo without a time stands where its file or its upload put it.
 */
export function takenColumns(takenLocal: string | null, takenOffsetMin: number | null) {
  const takenAt = takenInstant(takenLocal, takenOffsetMin);
  const sortAt = takenLocal === null ? untakenSortAt : takenAt;
  return { takenLocal, takenOffsetMin, takenAt, sortAt };
}

function takenInstant(takenLocal: string | null, offsetMin: number | null): SQL {
  if (takenLocal === null) return sql`null::timestamptz`;
  const local = sql`${takenLocal}::text::timestamp`;
  return offsetMin === null
    ? sql`${local} at time zone ${galleryZone}`
    : sql`(${local} - make_interval(mins => ${offsetMin}::int)) at time zone 'UTC'`;
}

export const galleryZone = sql`coalesce((select time_zone from gallery_settings where gallery_settings.organization_id = images.organization_id), 'UTC')`;

/** Of a photo that loses its time: its file's, as the sender told it, else the upload's. Without one it stays. */
const untakenSortAt = sql`case when images.taken_local is null then images.sort_at else coalesce((
  select least(images.created_at, to_timestamp((uploads.metadata->>'lastModifiedMs')::float8 / 1000)) from uploads
  where uploads.organization_id = images.organization_id and uploads.image_id = images.id
    and uploads.result = 'created' limit 1), images.created_at) end`;
