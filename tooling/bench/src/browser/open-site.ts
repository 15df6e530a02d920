import { openDb } from "@homeport/db";
import { browserFlags, findBrowser } from "@homeport/e2e/browser";
import { startHomeport } from "@homeport/fleet";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { type Browser, chromium } from "@playwright/test";
import { z } from "zod";
import { waitForRow } from "../photos/gallery-lab.ts";
import type { Stage } from "../stage.ts";

/** Homeport as it is started, with what it shows of itself, and a browser. */
export interface OpenSite {
  readonly browser: Browser;
  readonly url: string;
  /** Public pages of the photos and of the catalog that a start begins with. */
  readonly paths: Readonly<Record<PageName, string>>;
}

export type PageName = "home" | "album" | "photo" | "catalog";

const portBase = 26_400;
const samples = 12;
const readyWithinMs = 120_000;

const allReady = `SELECT 1 FROM images HAVING count(*) FILTER (WHERE processing = 'ready') >= ${samples}`;
const onePhoto = `SELECT o.slug, a.slug AS album, i.id AS "imageId"
  FROM images AS i
  JOIN organizations AS o ON o.id = i.organization_id
  JOIN album_images AS l ON l.image_id = i.id
  JOIN albums AS a ON a.id = l.album_id
  ORDER BY i.id LIMIT 1`;
const photoSchema = z.object({ slug: z.string(), album: z.string(), imageId: z.string() });

/** Starts both; the stack ends them. */
export async function openOwnSite({ stack }: Pick<Stage, "stack">): Promise<OpenSite> {
  const executablePath = await findBrowser(process.env);
  const homeport = stack.use(await startHomeport({ portBase, relay: 1 }));
  const { slug, album, imageId } = await findPhoto(homeport.databaseUrl);
  const browser = stack.use(await chromium.launch({ executablePath, args: browserFlags() }));
  const gallery = `/g/${slug}`;
  return {
    ...{ browser, url: homeport.webUrl },
    paths: {
      home: gallery,
      album: `${gallery}/a/${album}`,
      photo: `${gallery}/i/${imageId}`,
      catalog: "/catalog",
    },
  };
}

async function findPhoto(url: string): Promise<z.infer<typeof photoSchema>> {
  const metrics = createMetrics({ app: "bench", version: "0.0.0" });
  await using db = openDb({ url, app: "bench", clock: systemClock, log: silentLog, metrics });
  await waitForRow(db, allReady, [], AbortSignal.timeout(readyWithinMs));
  const [row] = await db.sql.query(onePhoto, []);
  return photoSchema.parse(row);
}
