import { schema, type Tx } from "@homeport/db";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { type FileField, fileFields } from "../metadata/keep-edited.ts";
import { takenColumns } from "../metadata/store.ts";

const { images } = schema;

/** Where a photo was taken; null is nowhere that is known. */
export type Place = { latitude: number; longitude: number } | null;

/** What a person writes of a photo; what is left out stays as it is. */
export interface ImageEdit {
  title?: string | undefined;
  caption?: string | undefined;
  altText?: string | undefined;
  credit?: string | undefined;
  license?: string | undefined;
  /** As the camera's clock would have shown it; null for a time that is not known. */
  taken?: { local: string; offsetMin: number | null } | null | undefined;
  place?: Place | undefined;
  onHome?: boolean | undefined;
}

/** The fields that a file speaks of, too: a person's word goes first from here on. */
function editedOf({ title, caption, taken, place }: ImageEdit): FileField[] {
  const given = { title, caption, taken, location: place };
  return fileFields.filter((field) => field !== "tags" && given[field] !== undefined);
}

function columnsOf({ taken, place, ...plain }: ImageEdit) {
  const given = Object.fromEntries(
    Object.entries(plain).filter(([, value]) => value !== undefined),
  );
  return {
    ...given,
    ...(taken === undefined ? {} : takenColumns(taken?.local ?? null, taken?.offsetMin ?? null)),
    ...(place === undefined
      ? {}
      : { ...(place ?? { latitude: null, longitude: null }), altitudeM: null }),
  };
}

const touched = { updatedAt: sql`now()`, version: sql`${images.version} + 1` };

function edited(fields: readonly string[]) {
  return sql`array(select distinct unnest(${images.editedFields} || string_to_array(${fields.join(",")}::text, ',')))`;
}

export async function editImages(
  tx: Tx,
  imageIds: readonly string[],
  edit: ImageEdit,
): Promise<void> {
  if (imageIds.length === 0) return;
  await tx
    .update(images)
    .set({ ...columnsOf(edit), ...touched, editedFields: edited(editedOf(edit)) })
    .where(inArray(images.id, [...imageIds]));
}

/** The new version; null, with nothing changed, when the stored one is another. */
export async function editImage(
  tx: Tx,
  imageId: string,
  version: number,
  edit: ImageEdit,
  alsoEdited: readonly FileField[],
): Promise<number | null> {
  const fields = [...editedOf(edit), ...alsoEdited];
  const [row] = await tx
    .update(images)
    .set({ ...columnsOf(edit), ...touched, editedFields: edited(fields) })
    .where(and(eq(images.id, imageId), eq(images.version, version)))
    .returning({ version: images.version });
  return row?.version ?? null;
}

/** From here on no file overwrites these fields. */
export async function markEdited(
  tx: Tx,
  imageIds: readonly string[],
  fields: readonly FileField[],
): Promise<void> {
  if (imageIds.length === 0) return;
  await tx
    .update(images)
    .set({ ...touched, editedFields: edited(fields) })
    .where(inArray(images.id, [...imageIds]));
}

/** What a file says counts again; the next look at it writes it. */
export async function forgetEdited(
  tx: Tx,
  imageId: string,
  fields: readonly FileField[],
): Promise<void> {
  await tx
    .update(images)
    .set({
      editedFields: sql`array(select unnest(${images.editedFields}) except select unnest(string_to_array(${fields.join(",")}::text, ',')))`,
    })
    .where(eq(images.id, imageId));
}

/** Moves the camera's clock; a photo whose time is not known is not among the answered ones. */
export async function shiftTaken(
  tx: Tx,
  imageIds: readonly string[],
  minutes: number,
): Promise<string[]> {
  if (imageIds.length === 0) return [];
  const by = sql`make_interval(mins => ${minutes}::int)`;
  const rows = await tx
    .update(images)
    .set({
      takenLocal: sql`${images.takenLocal} + ${by}`,
      takenAt: sql`${images.takenAt} + ${by}`,
      sortAt: sql`coalesce(${images.takenAt} + ${by}, ${images.sortAt})`,
      ...touched,
      editedFields: edited(["taken"]),
    })
    .where(and(inArray(images.id, [...imageIds]), isNotNull(images.takenLocal)))
    .returning({ imageId: images.id });
  return rows.map((row) => row.imageId);
}
