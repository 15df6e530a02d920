import type { Browser, BrowserContext, CDPSession, Page } from "@playwright/test";
import { z } from "zod";
import type { Figures } from "../bench-case.ts";
import { countTransfers } from "./count-transfers.ts";

/** From where somebody visits: the size of the window, and what lies between. */
export interface Place {
  readonly viewport: { readonly width: number; readonly height: number };
  /** Null for a machine as quick and as near as this one. */
  readonly slowness: {
    /** How many times slower than this machine's a processor is. */
    readonly cpu: number;
    readonly roundTripMs: number;
    readonly bytesPerSecond: number;
  } | null;
}

const settledWithinMs = 60_000;

/** Counted inside the page from its beginning: every shift that nobody caused counts, not only the worst second of them. */
const watch = `
globalThis.benchSeen = { lcpMs: 0, shift: 0, blockedMs: 0 }
const each = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true })
each("largest-contentful-paint", ({ startTime }) => { benchSeen.lcpMs = startTime })
each("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) benchSeen.shift += value })
each("longtask", ({ duration }) => { benchSeen.blockedMs += Math.max(0, duration - 50) })
`;
const read = `
const [{ responseStart, startTime }] = performance.getEntriesByType("navigation");
({ ...benchSeen, ttfbMs: responseStart - startTime })
`;
const readSchema = z.object({
  lcpMs: z.number().positive(),
  shift: z.number(),
  blockedMs: z.number(),
  ttfbMs: z.number(),
});

/**
 * Visits a page in a browser that has been nowhere before, until nothing more comes. `documentOnly` loads its HTML and
 * nothing else, in which case nothing is styled, drawn or run. Throws when the page is not answered with 200.
 */
export async function visit(
  browser: Browser,
  url: string,
  { place, documentOnly }: { readonly place: Place; readonly documentOnly: boolean },
): Promise<Figures> {
  const context = await browser.newContext({ viewport: place.viewport });
  try {
    const page = await context.newPage();
    if (documentOnly) await refuseAllElse(page);
    const session = await slowDown(context, page, place);
    const transfers = countTransfers(session);
    await page.addInitScript(watch);
    const answer = await page.goto(url, { waitUntil: "load", timeout: settledWithinMs });
    if (answer?.status() !== 200) throw new Error(`${url} was answered with ${answer?.status()}`);
    await page.waitForLoadState("networkidle", { timeout: settledWithinMs });
    return { ...readSchema.parse(await page.evaluate(read)), ...transfers() };
  } finally {
    await context.close();
  }
}

async function refuseAllElse(page: Page): Promise<void> {
  await page.route("**/*", (route) =>
    route.request().resourceType() === "document" ? route.continue() : route.abort(),
  );
}

async function slowDown(
  context: BrowserContext,
  page: Page,
  { slowness }: Place,
): Promise<CDPSession> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  if (slowness === null) return session;
  const { cpu, roundTripMs, bytesPerSecond } = slowness;
  await session.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  await session.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: roundTripMs },
    ...{ downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond },
  });
  return session;
}
