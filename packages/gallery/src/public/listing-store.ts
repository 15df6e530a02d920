import { type Reader, schema } from "@homeport/db";
import { and, asc, desc, eq, isNotNull, ne, type SQL, sql } from "drizzle-orm";
import { cursorAt } from "../image/list-store.ts";
import { isNarrowed, type PublicFilter } from "./filter.ts";

const { albumImages, images, imageTags, tags } = schema;

/** An album whose photos are listed, and how it orders them. */
export interface ListedAlbum {
  readonly albumId: string;
  readonly orderBy: "manual" | "taken_desc" | "taken_asc" | "added_desc" | "added_asc" | "shuffle";
}

/** A public list: whose, of which album or of all, narrowed by what. */
export interface Listing {
  readonly organizationId: string;
  readonly album: ListedAlbum | null;
  readonly filter: PublicFilter;
}

/** Where a photo stands in a list. */
export interface ListPosition {
  readonly at: string;
  readonly imageId: string;
}

interface Order {
  /** What a cursor keeps; text, so that nothing of it is lost. */
  readonly at: SQL<string>;
  readonly column: SQL;
  /** The kept text as the column's own type. */
  readonly value: (at: string) => SQL;
  readonly isDescending: boolean;
  readonly isByTime: boolean;
  /** What decides between equals, of the same table as the column: an index holds both. */
  readonly id: typeof images.id | typeof albumImages.imageId;
}

const addedAt = sql<string>`to_char(${albumImages.addedAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
const asInstant = (at: string) => sql`${at}::text::timestamp at time zone 'UTC'`;
const asText = (at: string) => sql`${at}::text collate "C"`;

/** When it was taken by the camera's own clock, else by the order of the list. */
export const shownYear = sql<number>`extract(year from coalesce(${images.takenLocal}, ${images.sortAt} at time zone 'UTC'))::int`;

function orderOf({ album, filter }: Listing): Order {
  const taken = {
    ...{ at: cursorAt, column: sql`${images.sortAt}`, value: asInstant },
    ...{ isByTime: true, id: images.id },
  };
  const added = {
    ...{ at: addedAt, column: sql`${albumImages.addedAt}`, value: asInstant },
    ...{ isByTime: true, id: albumImages.imageId },
  };
  const shuffled = (seed: string) => {
    const column = sql<string>`md5(${images.id} || ${seed}::text) collate "C"`;
    const place = { at: column, column, value: asText, id: images.id };
    return { ...place, isDescending: false, isByTime: false };
  };
  if (filter.seed !== undefined) return shuffled(filter.seed);
  switch (album?.orderBy) {
    case "manual": {
      const column = sql<string>`${albumImages.position} collate "C"`;
      const place = { at: column, column, value: asText, id: albumImages.imageId };
      return { ...place, isDescending: false, isByTime: false };
    }
    case "taken_asc":
      return { ...taken, isDescending: false };
    case "added_desc":
      return { ...added, isDescending: true };
    case "added_asc":
      return { ...added, isDescending: false };
    case "shuffle":
      // One order for everybody who brings no seed of their own.
      return shuffled(album.albumId);
    default:
      return { ...taken, isDescending: true };
  }
}

const shownColumns = {
  imageId: images.id,
  title: images.title,
  caption: images.caption,
  altText: images.altText,
  width: images.width,
  height: images.height,
  thumbhash: images.thumbhash,
  dominantColor: images.dominantColor,
  takenLocal: images.takenLocal,
  cameraModel: images.cameraModel,
  accessKey: images.accessKey,
};

export type ShownRow = Awaited<ReturnType<typeof findListed>>[number];

/**
 * As the indexes have it, though nothing here is ever null: those over times keep nulls behind the oldest, the one over
 * positions behind the last. A list that wants them elsewhere is read whole and sorted.
 */
function inOrder({ column, id, isByTime }: Order, isDescending: boolean): SQL[] {
  return [column, id].map((each) => {
    if (!isByTime) return isDescending ? desc(each) : asc(each);
    return isDescending ? sql`${each} desc nulls last` : sql`${each} asc nulls first`;
  });
}

export async function findListed(...page: Parameters<typeof selectListed>) {
  return await selectListed(...page);
}

/**
 * Photos of a list on one side of a position, the nearest first. In an album they are what is published of it: who may
 * open it has been decided before. Everywhere else they are public, and on the front page wanted there.
 */
export function selectListed(
  db: Reader,
  listing: Listing,
  from: ListPosition | null,
  options: { limit: number; backwards?: boolean },
) {
  const order = orderOf(listing);
  const { limit, backwards = false } = options;
  const isDescending = order.isDescending !== backwards;
  const beyond =
    from === null
      ? undefined
      : sql`(${order.column}, ${order.id}) ${isDescending ? sql`<` : sql`>`} (${order.value(from.at)}, ${from.imageId})`;
  return joined(
    db
      .select({ ...shownColumns, at: order.at })
      .from(images)
      .$dynamic(),
    listing,
  )
    .where(and(...isListed(listing), beyond))
    .orderBy(...inOrder(order, isDescending))
    .limit(limit);
}

/** Where a photo stands in a list; null when it is not in it. */
export async function findListPosition(
  db: Reader,
  listing: Listing,
  imageId: string,
): Promise<ListPosition | null> {
  const { at } = orderOf(listing);
  const [row] = await joined(
    db.select({ at, imageId: images.id }).from(images).$dynamic(),
    listing,
  ).where(and(...isListed(listing), eq(images.id, imageId)));
  return row ?? null;
}

/** The tables that a list reads beside the photos. */
function joined<Query extends { innerJoin: (table: typeof albumImages, on: SQL) => unknown }>(
  query: Query,
  { album }: Listing,
): Query {
  if (album !== null) {
    query.innerJoin(
      albumImages,
      sql`${albumImages.imageId} = ${images.id} and ${albumImages.albumId} = ${album.albumId}`,
    );
  }
  return query;
}

/** What has to hold of each photo of a list, without the tables of an album. */
export function isListed({ organizationId, album, filter }: Listing): (SQL | undefined)[] {
  const { tag, camera, lens, year, words } = filter;
  return [
    eq(images.organizationId, organizationId),
    album === null ? eq(images.reach, "public") : ne(images.reach, "none"),
    album === null && !isNarrowed(filter) ? eq(images.onHome, true) : undefined,
    album === null ? undefined : isNotNull(images.publishedAt),
    camera === undefined ? undefined : eq(images.cameraModel, camera),
    lens === undefined ? undefined : eq(images.lensModel, lens),
    year === undefined ? undefined : sql`${shownYear} = ${year}`,
    words === undefined
      ? undefined
      : sql`(${images.search} @@ websearch_to_tsquery('simple', ${words}) or ${hasTag(sql`lower(${tags.name}) = lower(${words})`)})`,
    tag === undefined ? undefined : hasTag(sql`${tags.slug} = ${tag}`),
  ];
}

function hasTag(which: SQL): SQL {
  return sql`exists (select 1 from ${imageTags} join ${tags} on ${tags.id} = ${imageTags.tagId} where ${imageTags.imageId} = ${images.id} and ${which})`;
}

/** The same as a condition on photos alone, for counting. */
export function inListedAlbum({ album }: Listing): SQL | undefined {
  return album === null
    ? undefined
    : sql`exists (select 1 from ${albumImages} where ${albumImages.imageId} = ${images.id} and ${albumImages.albumId} = ${album.albumId})`;
}
