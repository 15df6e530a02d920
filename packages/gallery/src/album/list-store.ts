import { type Reader, schema } from "@homeport/db";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type ImagePosition, imageColumns } from "../image/list-store.ts";
import type { AlbumRow } from "./store.ts";

const { albumImages, images } = schema;

interface Order {
  /** As text, which a cursor can carry without losing anything of it. */
  readonly place: SQL<string>;
  readonly order: SQL;
  readonly after: (at: ImagePosition) => SQL;
}

const microseconds = `YYYY-MM-DD"T"HH24:MI:SS.US`;

function byTime(column: SQL, isNewestFirst: boolean): Order {
  const way = sql.raw(isNewestFirst ? "desc" : "asc");
  const isBehind = sql.raw(isNewestFirst ? "<" : ">");
  return {
    place: sql<string>`to_char(${column} at time zone 'UTC', ${microseconds})`,
    order: sql`${column} ${way}, ${images.id} ${way}`,
    after: ({ at, imageId }) =>
      sql`(${column}, ${images.id}) ${isBehind} (${at}::text::timestamp at time zone 'UTC', ${imageId})`,
  };
}

const byHand: Order = {
  place: sql<string>`${albumImages.position}`,
  order: sql`${albumImages.position} asc, ${albumImages.imageId} asc`,
  after: ({ at, imageId }) =>
    sql`(${albumImages.position}, ${albumImages.imageId}) > (${at}::text collate "C", ${imageId})`,
};

const taken = sql`${images.sortAt}`;
const added = sql`${albumImages.addedAt}`;

const orders: Readonly<Record<AlbumRow["orderBy"], Order>> = {
  manual: byHand,
  shuffle: byHand,
  taken_desc: byTime(taken, true),
  taken_asc: byTime(taken, false),
  added_desc: byTime(added, true),
  added_asc: byTime(added, false),
};

export async function findAlbumImages(
  db: Reader,
  album: Pick<AlbumRow, "albumId" | "orderBy">,
  after: ImagePosition | null,
  limit: number,
) {
  const order = orders[album.orderBy];
  return await db
    .select({ ...imageColumns, placeAt: order.place })
    .from(albumImages)
    .innerJoin(images, eq(images.id, albumImages.imageId))
    .where(
      and(
        eq(albumImages.albumId, album.albumId),
        isNull(images.trashedAt),
        after === null ? undefined : order.after(after),
      ),
    )
    .orderBy(order.order)
    .limit(limit);
}

export type AlbumImageRow = Awaited<ReturnType<typeof findAlbumImages>>[number];
