import { readHome } from "@homeport/gallery";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { type ManyPhotos, openManyPhotos } from "../photos/many-photos.ts";
import { nowhere } from "../photos/photo-maker.ts";
import { median, percentile } from "../report/statistics.ts";
import { shared } from "../shared.ts";
import type { Site } from "../site.ts";

interface Reader extends Running {
  readonly photos: ManyPhotos;
  readonly cursor: string | undefined;
}

const limit = 24;
const deepest = 1_000;
const times = 100;

/** One page of a public gallery, of few photos and of many, and far down in it. */
export function pageQueries(site: Site) {
  const few = shared(() => openManyPhotos(site, 1_000));
  const many = shared(() => openManyPhotos(site, 100_000));
  const reader = (name: string, open: () => Promise<ManyPhotos>, page = 1) =>
    contender<Reader>(name, async () => {
      const photos = await open();
      return { ...nowhere, photos, cursor: await walkTo(photos, page) };
    });
  return benchCase<Reader>({
    ...{ name: "pages", title: `a page of ${limit} photos` },
    contenders: [
      reader("page-of-1000", few),
      reader("page-of-100000", many),
      reader("page-1000", many, deepest),
    ],
    async measure({ photos, cursor }) {
      const tookMs: number[] = [];
      for (let at = 0; at < times; at += 1) {
        const startedMs = performance.now();
        const { images } = await read(photos, cursor);
        tookMs.push(performance.now() - startedMs);
        if (images.length !== limit) throw new Error(`a page of ${images.length} photos`);
      }
      return { p50Ms: median(tookMs), p95Ms: percentile(tookMs, 95) };
    },
  });
}

async function read({ gallery, slug }: ManyPhotos, cursor: string | undefined) {
  return await readHome(gallery, { slug, limit, cursor });
}

/** The cursor of the page of this number. */
async function walkTo(photos: ManyPhotos, page: number): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let at = 1; at < page; at += 1)
    cursor = (await read(photos, cursor)).nextCursor ?? undefined;
  return cursor;
}
