import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import {
  type Counted,
  countBytes,
  countFailures,
  countImages,
  countMonths,
  countNames,
  countTopAlbums,
  countWork,
} from "./store.ts";

export interface StatsRange {
  /** Photos taken (else made) at this moment or later, and before that one. */
  from?: Date | undefined;
  until?: Date | undefined;
}

/** What a gallery holds. Whatever there is none of is 0, or an empty list. */
export interface GalleryStats {
  images: { all: number; published: number; located: number; tagged: number; trashed: number };
  /** `2026-05`, the newest first. */
  months: Counted[];
  bytes: { originals: number; variants: number };
  albums: { albumId: string; title: string; images: number }[];
  cameras: Counted[];
  lenses: Counted[];
  /** Time of a processor for one photo, by kind of work. */
  work: { kind: string; images: number; cpuMs: number }[];
  /** What is set aside, by the code that says why. */
  failures: Counted[];
}

export async function readStats(ctx: GalleryContext, range: StatsRange): Promise<GalleryStats> {
  const organizationId = authorize(ctx, "gallery.read");
  const { orm } = ctx.db;
  const scope = { organizationId, ...range };
  const [images, months, bytes, albums] = await Promise.all([
    countImages(orm, scope),
    countMonths(orm, scope),
    countBytes(orm, scope),
    countTopAlbums(orm, scope),
  ]);
  const [cameras, lenses, work, failures] = await Promise.all([
    countNames(orm, scope, "camera"),
    countNames(orm, scope, "lens"),
    countWork(orm, scope),
    countFailures(orm, scope),
  ]);
  return { images, months, bytes, albums, cameras, lenses, work, failures };
}
