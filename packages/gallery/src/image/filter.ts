import { type Reader, schema } from "@homeport/db";
import { and, eq, exists, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";

const { albumImages, images, imageTags } = schema;

/** How far a photo is, as the console asks for it. */
export const imageStates = [
  "draft",
  "published",
  "processing",
  "needs-conversion",
  "failed",
] as const;
export type ImageState = (typeof imageStates)[number];

/** Which photos are meant; what is left out narrows nothing. The trash is a place of its own. */
export interface ImageFilter {
  isTrashed?: boolean | undefined;
  albumId?: string | undefined;
  tagId?: string | undefined;
  state?: ImageState | undefined;
  camera?: string | undefined;
  lens?: string | undefined;
  /** Words of its texts and camera, or a piece of its file's name. */
  words?: string | undefined;
}

/** A filter's parts in one order, for what a cursor belongs to. */
export function filterParts(filter: ImageFilter): string[] {
  const { isTrashed, albumId, tagId, state, camera, lens, words } = filter;
  return [String(isTrashed === true), albumId, tagId, state, camera, lens, words].map(
    (part) => part ?? "",
  );
}

/** Whether nothing but the trash narrows it. */
export function isPlain({ isTrashed: _place, ...narrow }: ImageFilter): boolean {
  return Object.values(narrow).every((part) => part === undefined);
}

export function whereImages(
  db: Reader,
  organizationId: string,
  filter: ImageFilter,
): SQL | undefined {
  const { isTrashed, albumId, tagId, state, camera, lens, words } = filter;
  return and(
    eq(images.organizationId, organizationId),
    isTrashed === true ? isNotNull(images.trashedAt) : isNull(images.trashedAt),
    albumId === undefined ? undefined : exists(inAlbum(db, albumId)),
    tagId === undefined ? undefined : exists(withTag(db, tagId)),
    state === undefined ? undefined : whereState(state),
    camera === undefined ? undefined : eq(images.cameraModel, camera),
    lens === undefined ? undefined : eq(images.lensModel, lens),
    words === undefined ? undefined : whereWords(words),
  );
}

function inAlbum(db: Reader, albumId: string) {
  return db
    .select({ one: sql`1` })
    .from(albumImages)
    .where(and(eq(albumImages.albumId, albumId), eq(albumImages.imageId, images.id)));
}

function withTag(db: Reader, tagId: string) {
  return db
    .select({ one: sql`1` })
    .from(imageTags)
    .where(and(eq(imageTags.tagId, tagId), eq(imageTags.imageId, images.id)));
}

function whereState(state: ImageState): SQL {
  switch (state) {
    case "draft":
    case "published":
      return eq(images.publication, state);
    case "processing":
      return inArray(images.processing, ["received", "viewable"]);
    case "needs-conversion":
      return eq(images.processing, "needs_rendition");
    case "failed":
      return eq(images.processing, "quarantined");
  }
}

function whereWords(words: string): SQL | undefined {
  const piece = `%${words.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    sql`${images.search} @@ websearch_to_tsquery('simple', ${words})`,
    sql`${images.originalName} ilike ${piece}`,
  );
}
