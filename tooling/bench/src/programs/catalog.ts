import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  type CatalogDeps,
  type CatalogReader,
  listCatalog,
  listEntriesInput,
  openCatalogReader,
  putSource,
  readCatalogChanges,
} from "@homeport/catalog";
import { corpusEntry, corpusWord, openMirror } from "@homeport/catalog/testing";
import { migrate, openDb } from "@homeport/db";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { openSearchControls } from "../catalog/search-controls.ts";
import { answerAsks } from "./answer-asks.ts";

/** The reading side of one web replica over a corpus of so many apps, without HTTP. */
const [serverUrl = "", secret = "", count = "1000"] = process.argv.slice(2);
const entries = Number(count);

const seedAtOnce = 5_000;
const changes = 30;
const reloads = 1_000;
/** What runs for the first time is compiled, and that is kept once. */
const firstReloads = 200;
/** What a generation replaces is let go of after a minute. */
const letGoMs = 61_000;
const queries = 300;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const metrics = createMetrics({ app: "bench", version: "0.0.0" });
const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
const url = new URL(serverUrl);
url.pathname = `/catalog_${entries}`;
{
  await using server = openDb({ url: serverUrl, app: "bench", ...shared });
  await server.sql.query(`CREATE DATABASE catalog_${entries}`);
}
await migrate({ url: url.href, log: silentLog });
const db = openDb({ url: url.href, app: "bench", ...shared });
await putSource(db.orm, "the bench's corpus", "main");
const mirror = openMirror(db);
for (let from = 0; from < entries; from += seedAtOnce) {
  const some = Math.min(seedAtOnce, entries - from);
  await mirror.accept(Array.from({ length: some }, (_, at) => corpusEntry(from + at)));
}
await db.sql.query("ANALYZE catalog_version");

const folder = mkdtempSync(join(tmpdir(), "homeport-bench-catalog-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function openReader(place: string): CatalogReader {
  return openCatalogReader({
    ...{ ...shared, db, replicaId: "bench", appVersion: "0.0.0" },
    feed: { subscribe: () => () => undefined },
    events: { applied: () => undefined, refused: () => undefined },
    cache: { folder: join(folder, place), name: "bench", buildId: "bench" },
  });
}

function kept(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** CPU and time of something, and the longest turn of the event loop in it. */
async function spend(run: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [cpu, at] = [process.cpuUsage(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(cpu);
  const tookMs = performance.now() - at;
  // The turn that ends it is counted with the next tick.
  await new Promise((next) => setTimeout(next, 5));
  delay.disable();
  return { cpuUs: user + system, tookMs, stallMs: delay.max / 1e6 };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
const p99 = (values: number[]) => {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length * 0.99)] ?? 0;
};

const emptyBytes = kept();
let reader: CatalogReader | null = null;
let loadedBytes = 0;
let cold: Record<string, number> | null = null;

/** The first load, from the mirror into a new file. */
async function loadCold(): Promise<CatalogReader> {
  if (reader !== null) return reader;
  const { cpuUs, tookMs } = await spend(async () => {
    reader = openReader("served");
    await reader.lookNow();
  });
  cold = { cpuUs, p50Ms: tookMs };
  loadedBytes = kept() - emptyBytes;
  return loadCold();
}

/** One change after the other, each taken over by itself. */
async function applyChanges() {
  const served = await loadCold();
  const spent: Awaited<ReturnType<typeof spend>>[] = [];
  for (let at = 0; at < changes; at++) {
    await mirror.accept([corpusEntry((at * 7919) % entries, { summary: `Changed ${at}.` })]);
    spent.push(await spend(() => served.lookNow()));
  }
  return {
    cpuUs: median(spent.map(({ cpuUs }) => cpuUs)),
    p50Ms: median(spent.map(({ tookMs }) => tookMs)),
    stallMs: Math.max(...spent.map(({ stallMs }) => stallMs)),
  };
}

async function bootWarm() {
  const served = await loadCold();
  await served[Symbol.asyncDispose]();
  reader = null;
  const { cpuUs, tookMs } = await spend(async () => {
    reader = openReader("served");
    await reader.lookNow();
  });
  return { cpuUs, p50Ms: tookMs };
}

/** Short prefixes hold most of the corpus; two words and rare ones are among them. */
function queryOf(number: number): string {
  const word = corpusWord((number * 37) % (number % 3 === 0 ? 40 : 4_000));
  if (number % 4 === 0) return word.slice(0, 2);
  return number % 4 === 1 ? `${word} ${corpusWord(number % 20).slice(0, 2)}` : word;
}

const words = Array.from({ length: queries }, (_, number) => queryOf(number));

async function timeQueries(ask: (query: string) => unknown): Promise<Record<string, number>> {
  for (const query of words.slice(0, 30)) await ask(query);
  const times: number[] = [];
  for (const query of words) {
    const at = performance.now();
    await ask(query);
    times.push(performance.now() - at);
    await new Promise((turn) => setImmediate(turn));
  }
  return { p50Ms: median([...times]), p99Ms: p99(times) };
}

async function depsOf(): Promise<CatalogDeps> {
  const served = await loadCold();
  return { db, reader: served, clock: systemClock, cursors: createCursorCodec(deriveKeys(secret)) };
}

async function search() {
  const deps = await depsOf();
  const ask = (q: string) => listCatalog(deps, listEntriesInput.parse({ q }));
  let figures: Record<string, number> = {};
  const { stallMs } = await spend(async () => {
    figures = await timeQueries(ask);
  });
  return { ...figures, stallMs };
}

let controls: ReturnType<typeof openSearchControls> | null = null;
function controlsOf() {
  controls ??= openSearchControls(Array.from({ length: entries }, (_, at) => corpusEntry(at)));
  return controls;
}

/** What a generation keeps an entry, beside what the parsed rows themselves would; and what a thousand reloads add to it. */
async function keepHeap() {
  const served = await loadCold();
  const reload = async (from: number, until: number) => {
    for (let at = from; at < until; at++) {
      await mirror.accept([corpusEntry((at * 104_729) % entries, { summary: `Again ${at}.` })]);
      await served.lookNow();
    }
    await systemClock.sleep(letGoMs);
  };
  await reload(0, firstReloads);
  const before = kept();
  await reload(firstReloads, firstReloads + reloads);
  return {
    keptBytes: loadedBytes,
    entryBytes: loadedBytes / entries,
    growth: (kept() - before) / Math.max(1, loadedBytes),
  };
}

async function keepParsed() {
  const before = kept();
  const parsed = Array.from({ length: entries }, (_, at) => {
    const { lean, files } = corpusEntry(at);
    return JSON.parse(JSON.stringify({ lean, files })) as unknown;
  });
  const bytes = kept() - before;
  if (parsed.length !== entries) throw new Error("the control keeps what it parsed");
  return { keptBytes: bytes, entryBytes: bytes / entries };
}

/** A thousand generations behind, beside reading everything again. */
async function catchUp() {
  const deps = await depsOf();
  await deps.reader.lookNow();
  const { snapshot } = deps.reader.current() ?? {};
  const to = snapshot?.generation ?? 0;
  const from = Math.max(1, to - reloads);
  const at = performance.now();
  const { patch } = await readCatalogChanges(deps, from);
  const text = JSON.stringify(patch);
  const tookMs = performance.now() - at;
  const changed = Object.keys(patch["entries"] ?? {}).length;
  return { bytes: text.length, p50Ms: tookMs, share: changed / entries };
}

async function listAll() {
  const deps = await depsOf();
  let bytes = 0;
  let cursor: string | undefined;
  do {
    const input = { limit: 100, sort: "name", ...(cursor === undefined ? {} : { cursor }) };
    const page = await listCatalog(deps, listEntriesInput.parse(input));
    bytes += JSON.stringify(page.entries).length;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { bytes };
}

answerAsks({
  cold: async () => {
    await loadCold();
    return cold ?? {};
  },
  apply: applyChanges,
  warm: bootWarm,
  search,
  scan: () => timeQueries((query) => controlsOf().scan(query)),
  bm25: () => timeQueries((query) => controlsOf().bm25(query)),
  minisearch: () => timeQueries((query) => controlsOf().miniSearch(query)),
  heap: keepHeap,
  parsed: keepParsed,
  changes: catchUp,
  listing: listAll,
});
