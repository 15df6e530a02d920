import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { type BenchCase, benchCases } from "./cases.ts";
import type { Contender, Running } from "./contender.ts";
import { type HomeportPlan, homeport } from "./contenders/homeport.ts";
import { jsonTunnel } from "./contenders/json-tunnel.ts";
import { muxContender } from "./contenders/mux.ts";
import { plainProxy } from "./contenders/plain-proxy.ts";
import { cannon } from "./load/autocannon.ts";
import type { LoadTool } from "./load/load.ts";
import { hasWrk, wrk } from "./load/wrk.ts";
import { type MeasureOptions, measure, type Sample } from "./measure.ts";
import { type Lab, openLab } from "./product/lab.ts";
import { startProgram } from "./program.ts";
import { judgeMusts } from "./report/musts.ts";
import { type Row, summarizeSamples } from "./report/summary.ts";
import { writeTable } from "./report/table.ts";

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Names of contenders or cases; all when empty. */
  readonly only: readonly string[];
  readonly reportsFolder: string;
  /** Where CPU profiles of the measured processes go; null for none. */
  readonly profileFolder: string | null;
  print(text: string): void;
  /** Ends the run, and everything that it started. */
  readonly signal: AbortSignal;
}

const dataPlane = { level: "public", accessLog: "off" } as const;

const homeportPlans: readonly HomeportPlan[] = [
  { name: "data-plane-raw", wire: "raw", ...dataPlane },
  { name: "data-plane-websocket", wire: "websocket", ...dataPlane },
  { name: "product-raw", wire: "raw", level: "owner", accessLog: "all" },
];

/** The stores are brought up only when a contender needs them. */
function listContenders(stack: AsyncDisposableStack): readonly Contender[] {
  let opening: Promise<Lab> | undefined;
  const lab = () => {
    opening ??= openLab(stack);
    return opening;
  };
  return [
    plainProxy,
    jsonTunnel,
    muxContender("raw"),
    muxContender("websocket"),
    ...homeportPlans.map((plan) => homeport(plan, lab)),
  ];
}

/**
 * Starts every contender at once and measures them in turn, forwards in one round and backwards in
 * the next, so that a machine that grows slower or faster favours nobody. Answers whether every goal
 * that this run could judge was met. Throws when an answer was wrong.
 */
export async function benchTunnel(options: BenchOptions): Promise<boolean> {
  const load: LoadTool = (await hasWrk()) ? wrk : cannon;
  await using stack = new AsyncDisposableStack();
  const stage = { stack, profileFolder: options.profileFolder };
  const target = await startProgram(stage, "target", "target.ts");
  const entries: { name: string; running: Running }[] = [];
  for (const contender of chooseNamed(listContenders(stack), options.only)) {
    entries.push({ name: contender.name, running: await contender.start(target.port, stage) });
  }
  options.print(
    `${load.name}, ${options.rounds} rounds of ${options.seconds} s, ${cpus().length} CPUs\n`,
  );
  const rowsByCase = new Map<string, Row[]>();
  for (const benchCase of chooseNamed(benchCases, options.only)) {
    const rows = await runCase(benchCase, entries, load, options);
    rowsByCase.set(benchCase.name, rows);
    options.print(`\n${writeTable(benchCase, rows)}`);
  }
  const results = judgeMusts(rowsByCase);
  for (const { met, claim } of results) options.print(`${met ? "met   " : "MISSED"} ${claim}\n`);
  await writeReport(options, load, rowsByCase);
  return results.every((result) => result.met);
}

/** Those that are named; all of them when none of these is named at all. */
function chooseNamed<T extends { name: string }>(all: readonly T[], only: readonly string[]): T[] {
  const named = all.filter((each) => only.some((name) => each.name.startsWith(name)));
  return named.length > 0 ? named : [...all];
}

async function runCase(
  benchCase: BenchCase,
  entries: readonly { name: string; running: Running }[],
  load: LoadTool,
  options: BenchOptions,
): Promise<Row[]> {
  const samples = new Map<string, Sample[]>(entries.map(({ name }) => [name, []]));
  for (let round = 0; round < options.rounds; round++) {
    const order = round % 2 === 0 ? entries : entries.toReversed();
    for (const { name, running } of order) {
      options.print(`\r${benchCase.name}: round ${round + 1}, ${name}`.padEnd(60));
      const sample = await measureOrSay(name, running, benchCase, { ...options, load });
      samples.get(name)?.push(sample);
    }
  }
  options.print("\r".padEnd(60));
  return entries.map(({ name }) => summarizeSamples(name, samples.get(name) ?? []));
}

async function measureOrSay(
  name: string,
  running: Running,
  benchCase: BenchCase,
  options: MeasureOptions,
): Promise<Sample> {
  try {
    return await measure(running, benchCase, options);
  } catch (cause) {
    throw new Error(`${name} answered wrongly in ${benchCase.name}`, { cause });
  }
}

async function writeReport(
  options: BenchOptions,
  load: LoadTool,
  rowsByCase: ReadonlyMap<string, Row[]>,
): Promise<void> {
  const measuredAt = new Date().toISOString();
  const report = {
    measuredAt,
    load: load.name,
    rounds: options.rounds,
    seconds: options.seconds,
    node: process.version,
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: cpus().length,
    cases: Object.fromEntries(rowsByCase),
  };
  await mkdir(options.reportsFolder, { recursive: true });
  const file = join(options.reportsFolder, `tunnel-${measuredAt.replaceAll(":", "-")}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  options.print(`written to ${file}\n`);
}
