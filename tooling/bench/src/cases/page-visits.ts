import { benchCase } from "../bench-case.ts";
import type { OpenSite, PageName } from "../browser/open-site.ts";
import { type Place, visit } from "../browser/visit.ts";
import { contender, type Running } from "../contender.ts";
import { nowhere } from "../photos/photo-maker.ts";

interface Visitor extends Running {
  readonly site: OpenSite;
  readonly place: Place;
  readonly documentOnly: boolean;
}

/** A phone on the network that Lighthouse takes for a slow one, and a desk beside the server. */
const places = {
  narrow: {
    viewport: { width: 360, height: 740 },
    slowness: { cpu: 4, roundTripMs: 150, bytesPerSecond: 204_800 },
  },
  wide: { viewport: { width: 1_350, height: 940 }, slowness: null },
} as const satisfies Record<string, Place>;

/** First visits of one page: as it is, and beside it its HTML alone, from the same server. */
export function pageVisits(page: PageName, title: string, open: () => Promise<OpenSite>) {
  const visitor = (name: string, place: Place, documentOnly: boolean) =>
    contender<Visitor>(name, async () => ({
      ...nowhere,
      ...{ site: await open(), place, documentOnly },
    }));
  const warm = new Set<OpenSite>();
  return benchCase<Visitor>({
    ...{ name: page, title },
    contenders: [
      visitor("narrow", places.narrow, false),
      visitor("narrow-bare", places.narrow, true),
      visitor("wide", places.wide, false),
      visitor("wide-bare", places.wide, true),
    ],
    async measure({ site, ...how }) {
      const url = new URL(site.paths[page], site.url).href;
      if (!warm.has(site)) await visit(site.browser, url, how);
      warm.add(site);
      return await visit(site.browser, url, how);
    },
  });
}
