import { setTimeout } from "node:timers/promises";
import { waitFor } from "@homeport/testkit";
import type { Fleet } from "../fleet.ts";
import {
  type Inspector,
  inspectable,
  type Leftovers,
  openInspector,
} from "../inspect/inspector.ts";
import { openLeavers } from "../load/leave-early.ts";
import type { RelayReplica } from "../replica/relay-replica.ts";
import type { Scenario, Stage } from "../scenario/scenario.ts";
import { startLoad, startWatchers } from "../scenario/start-load.ts";

/** Connections to apps are kept for 4 s. */
const settleMs = 6_000;
/** A look takes several readings, since upkeep's own timers and connections come and go. */
const readings = 5;
const readingsEveryMs = 250;
/** What is compared is the first minute, and the end; a run of less than four minutes takes its first quarter. */
const firstShare = 0.25;
const firstSeconds = 60;
/** A busy machine closes later what nobody uses; what leaks stays for ever. Where one look takes long, it is not the only one. */
const patience = { forMs: 20_000, looks: 6 };
const impatience = { forMs: 0, looks: 1 };

/** Keeps a megabyte and a timer twenty times a second. */
const leak = `globalThis.kept = []; setInterval(() => {
  globalThis.kept.push(Buffer.alloc(2 ** 20, 1), setInterval(() => {}, 60_000));
}, 50)`;

export const soak: Scenario = {
  name: "soak",
  about:
    "Visitors of every kind come for long, some of whom leave early; then nothing of it is left.",
  fault: "a relay keeps a megabyte and a timer twenty times a second",
  full: { relays: 2, hosts: 20, perSecond: 150, seconds: 3_600, events: 10, echoes: 20 },
  small: { relays: 2, hosts: 4, perSecond: 40, seconds: 12, events: 4, echoes: 8 },
  plan: { nodeArgs: inspectable },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open();
    const programs = [...fleet.relays, ...fleet.hostProcesses];
    using stack = new DisposableStack();
    const inspectors = new Map<string, Inspector>();
    for (const program of programs) {
      inspectors.set(program.name, stack.use(await openInspector(program)));
    }
    const begin = Math.min(firstSeconds, size.seconds * firstShare);
    await visit(fleet, size, notes, begin);
    const before = await readAll(inspectors, mostOf);
    const streamsBefore = await Promise.all(fleet.relays.map(streamsOf));
    if (hasFault) await inspectors.get("relay-1")?.run(leak);
    await visit(fleet, size, notes, size.seconds - begin);
    const after = await readUntilQuiet(inspectors, before, hasFault ? impatience : patience);
    for (const [name, first] of before) {
      const last = after.get(name);
      if (last !== undefined) compare(notes, { name, afterSeconds: begin }, first, last);
    }
    const streams = await Promise.all(fleet.relays.map(streamsOf));
    const found = `${streams.join(" and ")}, those of agents' control lines included`;
    notes.claim("no stream is left", String(streams) === String(streamsBefore), found);
  },
};

function streamsOf(relay: RelayReplica): Promise<number> {
  return relay.readMetric("homeport_relay_streams_current");
}

/** Everybody comes, stays for that long, and goes. */
async function visit(
  fleet: Fleet,
  size: Stage["size"],
  notes: Stage["notes"],
  seconds: number,
): Promise<void> {
  const watchers = await startWatchers(fleet, size);
  const leavers = openLeavers({ ...fleet.visitor, hosts: fleet.appHosts, perSecond: 5 });
  const load = await startLoad(fleet, size);
  await load.lasts(seconds * 1_000);
  await load.stop();
  watchers.stop();
  leavers.stop();
  notes.judge(`${seconds} s`, { records: load.records, effects: fleet.target.effects });
  const quietAtMs = performance.now() + settleMs;
  await waitFor(() => performance.now() > quietAtMs, { deadlineMs: settleMs + 1_000 });
}

async function readAll(
  inspectors: ReadonlyMap<string, Inspector>,
  join: (one: Leftovers, other: Leftovers) => Leftovers,
): Promise<ReadonlyMap<string, Leftovers>> {
  const all = new Map<string, Leftovers>();
  for (let count = 0; count < readings; count += 1) {
    if (count > 0) await setTimeout(readingsEveryMs);
    for (const [name, inspector] of inspectors) {
      const earlier = all.get(name);
      const now = await inspector.leftovers();
      all.set(name, earlier === undefined ? now : join(earlier, now));
    }
  }
  return all;
}

/**
 * What is there once no more is open than before, or when patience ends. What leaks is there at every look; what comes and goes,
 * as the timers of upkeep do, is not: of each kind the least of all looks is compared with the most of the first one.
 */
async function readUntilQuiet(
  inspectors: ReadonlyMap<string, Inspector>,
  before: ReadonlyMap<string, Leftovers>,
  { forMs, looks }: { forMs: number; looks: number },
): Promise<ReadonlyMap<string, Leftovers>> {
  const untilMs = performance.now() + forMs;
  const after = new Map<string, Leftovers>();
  for (let look = 1; ; look += 1) {
    for (const [name, now] of await readAll(inspectors, leastOf)) {
      const earlier = after.get(name);
      after.set(name, earlier === undefined ? now : leastOf(earlier, now));
    }
    const isQuiet = [...before].every(([name, first]) => {
      const last = after.get(name);
      return last === undefined || grownIn(first, last).length === 0;
    });
    if (isQuiet || (look >= looks && performance.now() > untilMs)) return after;
  }
}

/** Kinds of handles and timers of which there are more than before. */
function grownIn(first: Leftovers, last: Leftovers): [string, number][] {
  return Object.entries(last.resources).filter(
    ([kind, count]) => count > (first.resources[kind] ?? 0),
  );
}

function leastOf(one: Leftovers, other: Leftovers): Leftovers {
  return { ...leastMemory(one, other), resources: countBy(one, other, Math.min) };
}

/** Of handles and timers the most; of memory the least still, for the rest of it is garbage. */
function mostOf(one: Leftovers, other: Leftovers): Leftovers {
  return { ...leastMemory(one, other), resources: countBy(one, other, Math.max) };
}

function leastMemory(one: Leftovers, other: Leftovers): Omit<Leftovers, "resources"> {
  return {
    rssBytes: Math.min(one.rssBytes, other.rssBytes),
    heapBytes: Math.min(one.heapBytes, other.heapBytes),
  };
}

function countBy(
  one: Leftovers,
  other: Leftovers,
  pick: (one: number, other: number) => number,
): Leftovers["resources"] {
  const kinds = new Set([...Object.keys(one.resources), ...Object.keys(other.resources)]);
  const count = (kind: string) => pick(one.resources[kind] ?? 0, other.resources[kind] ?? 0);
  return Object.fromEntries([...kinds].map((kind) => [kind, count(kind)]));
}

/**
 * A young program still grows into its memory, and its heap is small: a leak is far above this. The memory of one that has
 * worked for a minute has no such excuse.
 */
const slackBytes = 16 * 2 ** 20;

function compare(
  notes: Stage["notes"],
  { name, afterSeconds }: { name: string; afterSeconds: number },
  first: Leftovers,
  last: Leftovers,
): void {
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  for (const kind of ["rssBytes", "heapBytes"] as const) {
    const isStrict = kind === "rssBytes" && afterSeconds >= firstSeconds;
    const bound = Math.max(first[kind] * 1.05, isStrict ? 0 : first[kind] + slackBytes);
    const found = `${mebibytes(first[kind])}, then ${mebibytes(last[kind])}`;
    const what = kind === "rssBytes" ? "memory" : "heap";
    const most = isStrict ? "5 %" : "5 % or 16 MiB";
    const claim = `${name}: ${what} grows by ${most} at most after the first ${afterSeconds} s`;
    notes.claim(claim, last[kind] <= bound, found);
    notes.figure(`${name}: growth of ${what}`, (last[kind] / first[kind] - 1) * 100, "%");
  }
  const grown = grownIn(first, last);
  const found = JSON.stringify(grown.length > 0 ? Object.fromEntries(grown) : last.resources);
  notes.claim(`${name}: no handle and no timer is left`, grown.length === 0, found);
}
