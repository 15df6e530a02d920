import { type Reader, schema } from "@homeport/db";
import { and, count, desc, eq, gte, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";

const { albumImages, albums, images, imageVariants, imageWork } = schema;

export interface StatsScope {
  organizationId: string;
  from?: Date | undefined;
  until?: Date | undefined;
}

/** How many photos bear a name. */
export interface Counted {
  name: string;
  images: number;
}

const namesMost = 12;
const albumsMost = 6;
const monthsMost = 120;

function within({ organizationId, from, until }: StatsScope): SQL | undefined {
  return and(
    eq(images.organizationId, organizationId),
    from === undefined ? undefined : gte(images.sortAt, from),
    until === undefined ? undefined : lt(images.sortAt, until),
  );
}

function present(scope: StatsScope): SQL | undefined {
  return and(within(scope), isNull(images.trashedAt));
}

/** Outside the trash, but for what is counted as being in it. */
export async function countImages(db: Reader, scope: StatsScope) {
  const kept = sql`${images.trashedAt} is null`;
  const [row] = await db
    .select({
      all: sql<number>`count(*) filter (where ${kept})::int`,
      published: sql<number>`count(*) filter (where ${kept} and ${images.publication} = 'published')::int`,
      located: sql<number>`count(*) filter (where ${kept} and ${images.latitude} is not null)::int`,
      tagged: sql<number>`count(*) filter (where ${kept} and exists (
        select 1 from image_tags where image_tags.image_id = images.id))::int`,
      trashed: sql<number>`count(${images.trashedAt})::int`,
    })
    .from(images)
    .where(within(scope));
  return row ?? { all: 0, published: 0, located: 0, tagged: 0, trashed: 0 };
}

export async function countMonths(db: Reader, scope: StatsScope): Promise<Counted[]> {
  const month = sql<string>`to_char(${images.sortAt} at time zone 'UTC', 'YYYY-MM')`;
  return await db
    .select({ name: month, images: count() })
    .from(images)
    .where(present(scope))
    .groupBy(sql`1`)
    .orderBy(sql`1 desc`)
    .limit(monthsMost);
}

/** The trash takes room, too. */
export async function countBytes(db: Reader, scope: StatsScope) {
  const [originals] = await db
    .select({ bytes: sum(sql`${images.sizeBytes}`) })
    .from(images)
    .where(within(scope));
  const [variants] = await db
    .select({ bytes: sum(sql`${imageVariants.sizeBytes}`) })
    .from(imageVariants)
    .innerJoin(images, eq(images.id, imageVariants.imageId))
    .where(within(scope));
  return { originals: originals?.bytes ?? 0, variants: variants?.bytes ?? 0 };
}

function sum(column: SQL): SQL<number> {
  return sql`coalesce(sum(${column}), 0)::float8`;
}

export async function countTopAlbums(db: Reader, scope: StatsScope) {
  return await db
    .select({ albumId: albums.id, title: albums.title, images: count() })
    .from(albumImages)
    .innerJoin(albums, eq(albums.id, albumImages.albumId))
    .innerJoin(images, eq(images.id, albumImages.imageId))
    .where(present(scope))
    .groupBy(albums.id)
    .orderBy(desc(count()), albums.position, albums.id)
    .limit(albumsMost);
}

export async function countNames(
  db: Reader,
  scope: StatsScope,
  what: "camera" | "lens",
): Promise<Counted[]> {
  const column = what === "camera" ? images.cameraModel : images.lensModel;
  const rows = await db
    .select({ name: column, images: count() })
    .from(images)
    .where(and(present(scope), isNotNull(column)))
    .groupBy(column)
    .orderBy(desc(count()), column)
    .limit(namesMost);
  return rows.map(({ name, ...row }) => ({ ...row, name: name ?? "" }));
}

export async function countWork(db: Reader, scope: StatsScope) {
  return await db
    .select({
      kind: imageWork.kind,
      images: count(),
      cpuMs: sql<number>`coalesce(avg(${imageWork.cpuMs}), 0)::float8`,
    })
    .from(imageWork)
    .innerJoin(images, eq(images.id, imageWork.imageId))
    .where(and(within(scope), isNotNull(imageWork.cpuMs)))
    .groupBy(imageWork.kind)
    .orderBy(imageWork.kind);
}

export async function countFailures(db: Reader, scope: StatsScope): Promise<Counted[]> {
  const code = sql<string>`coalesce(${imageWork.lastErrorCode}, 'UNKNOWN')`;
  return await db
    .select({ name: code, images: count() })
    .from(imageWork)
    .innerJoin(images, eq(images.id, imageWork.imageId))
    .where(and(present(scope), eq(imageWork.state, "quarantined")))
    .groupBy(sql`1`)
    .orderBy(desc(count()), sql`1`);
}
