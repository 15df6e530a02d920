import { setTimeout as sleep } from "node:timers/promises";
import { checkVaultsWake, nodePrimitives, submitDelta, submitDeltaInput } from "@homeport/vaults";
import { printHash, verifySignature } from "@homeport/vaults/core";
import { percentile } from "../report/statistics.ts";
import { newDevice } from "../vaults/device.ts";
import { inFlight } from "../vaults/in-flight.ts";
import { measureFlow, measurePaced, type Step } from "../vaults/measure-flow.ts";
import { openVerbs } from "../vaults/open-verbs.ts";
import { recordStatement } from "../vaults/record-statement.ts";
import { openDoor, sendMove } from "../vaults/send-move.ts";
import {
  addIdleVaults,
  countBuffers,
  countDeltas,
  countFsyncs,
  countReads,
  createControl,
  readCanonicalAt,
  readNowMs,
  writeControl,
  writeScript,
} from "../vaults/store.ts";
import { type Move, VaultSet } from "../vaults/vault-set.ts";
import { answerAsks } from "./answer-asks.ts";
import { openStores } from "./open-stores.ts";

/** Vaults by their verbs and over HTTP, beside a transaction of two statements through the same pool. */
const [databaseUrl = "", secret = "", webUrl = "", vaults = "10000"] = process.argv.slice(2);

const width = 16;
const writers = 100;
const fastCheckMs = 3_000;
const warmUpSeconds = 1;

const stores = await openStores(databaseUrl, secret);
const { db } = stores;
const ctx = await openVerbs(stores);
const device = newDevice();
const door = openDoor(webUrl, width);
const shared = { signers: [device], authority: door.authority } as const;
const small = new VaultSet({ ...shared, count: Number(vaults), stateBytes: 1_024, source: "self" });
const large = new VaultSet({ ...shared, count: 1, stateBytes: 1_048_000, source: "self" });
await createControl(db.sql);
await small.create(ctx);
await large.create(ctx);

/** Both signatures are checked, as they are over HTTP. */
async function submit(move: Move): Promise<void> {
  if (!verifySignature(nodePrimitives, device.id, move.requestText, move.requestSignature)) {
    throw new Error("a request is signed badly");
  }
  const { isNew } = await submitDelta(ctx, {
    vaultId: move.prepared.next.vaultId,
    request: { signerId: device.id, timestampMs: move.timestampMs },
    input: submitDeltaInput.parse(JSON.parse(move.body)),
  });
  if (!isNew) throw new Error("a change was known already");
  small.moved(move);
}

async function send(move: Move): Promise<void> {
  await sendMove(door, device, move);
  small.moved(move);
}

const control: Step = async (index) => {
  await db.system("bench.control", (tx) => writeControl(db.within(tx), (index * 7_919) % 10_000));
};

const stepOf = (moves: readonly Move[], run: (move: Move) => Promise<void>): Step => {
  return async (index) => {
    const move = moves[index];
    if (move !== undefined) await run(move);
  };
};

/** Changes a second of the last full run, by who runs it. */
const reached = new Map<string, number>();
const warm = new Set<string>();

/** All out, and once before it is looked at. The rows that were stored are counted after each. */
async function run(
  name: string,
  seconds: number,
  plan: (count: number) => { count: number; step: Step },
  isCounted = true,
) {
  if (!warm.has(name)) {
    const { count, step } = plan(2_000);
    await measureFlow({ width, seconds: warmUpSeconds, count }, step);
    warm.add(name);
  }
  const { count, step } = plan(Number.MAX_SAFE_INTEGER);
  const before = { deltas: await countDeltas(db.sql), fsyncs: await countFsyncs(db.sql) };
  const { done, perSecond, ...latencies } = await measureFlow({ width, seconds, count }, step);
  const stored = (await countDeltas(db.sql)) - before.deltas;
  if (isCounted && stored !== done) throw new Error(`${done} were accepted, ${stored} are stored`);
  reached.set(name, perSecond);
  const fsyncs = ((await countFsyncs(db.sql)) - before.fsyncs) / seconds;
  return { perSecond, ...latencies, fsyncsPerSecond: fsyncs };
}

const moves = (send: (move: Move) => Promise<void>) => (count: number) => {
  const prepared = small.prepare(count);
  return { count: prepared.length, step: stepOf(prepared, send) };
};

const fullRuns = { verb: submit, http: send };

/** What the named one has reached; where it has not run, as when only paced ones are asked for, it runs now. */
async function reachedBy(of: keyof typeof fullRuns, seconds: number): Promise<number> {
  return reached.get(of) ?? (await run(of, seconds, moves(fullRuns[of]))).perSecond;
}

/** At half of what the named one has reached. */
async function pace(of: keyof typeof fullRuns, seconds: number, step: (count: number) => Step) {
  const perSecond = (await reachedBy(of, seconds)) / 2;
  const count = Math.min(Math.ceil(perSecond * seconds), small.versions.length);
  const { done: _, ...figures } = await measurePaced({ perSecond, seconds, count }, step(count));
  return figures;
}

/** Small changes over HTTP at half of what gets through, while one large state is changed without a pause. */
async function besideLarge(seconds: number) {
  await reachedBy("http", seconds);
  const chain = large.prepareChain(0, Math.ceil(seconds * 12));
  let isOver = false;
  let patched = 0;
  const patching = (async () => {
    for (const move of chain) {
      if (isOver) return;
      await sendMove(door, device, move);
      large.moved(move);
      patched += 1;
    }
    throw new Error("the large state was changed faster than expected");
  })();
  patching.catch(() => undefined);
  const figures = await pace("http", seconds, (count) => stepOf(small.prepare(count), send));
  isOver = true;
  await patching;
  return { ...figures, largePerSecond: patched / seconds };
}

/** Changes that land at any moment of their first seconds: how long until they are history, and what was read for that. */
async function land() {
  const set = new VaultSet({ ...shared, count: writers, stateBytes: 1_024, source: "memory" });
  await set.create(ctx);
  const startedMs = await readNowMs(db.sql);
  const landedAt = new Map<string, number>();
  await inFlight(writers, writers, async (index) => {
    const [move] = set.prepareChain(index, 1);
    if (move === undefined) throw new Error("nothing to send");
    const { vaultId, commitment, nonce } = move.prepared.next;
    await writeScript(db.sql, vaultId, null);
    await sendMove(door, device, move);
    await sleep((index * 9_000) / writers);
    await writeScript(db.sql, vaultId, { commitment: printHash(commitment), nonce });
    landedAt.set(vaultId, await readNowMs(db.sql));
  });
  const ids = [...landedAt.keys()];
  let done = await readCanonicalAt(db.sql, ids);
  for (const untilMs = performance.now() + 30_000; done.size < writers; ) {
    if (performance.now() > untilMs) throw new Error(`${writers - done.size} never became history`);
    await sleep(200);
    done = await readCanonicalAt(db.sql, ids);
  }
  const waits = ids.map((id) => (done.get(id) ?? 0) - (landedAt.get(id) ?? 0));
  const intervals = ids.map((id) => Math.ceil(((done.get(id) ?? 0) - startedMs) / fastCheckMs) + 1);
  const reads = await countReads(db.sql, ids);
  return {
    landedP50Ms: percentile(waits, 50),
    landedP95Ms: percentile(waits, 95),
    readsAnInterval: reads / intervals.reduce((sum, one) => sum + one, 0),
    readsAPromotion: reads / writers,
  };
}

let idle = 0;
async function sweep(all: number) {
  await addIdleVaults(db.sql, idle + 1, all);
  idle = all;
  const due = checkVaultsWake().due;
  const statement = await recordStatement(db.sql, (sql) => due(sql, 500));
  // The first one fills what the planner keeps of the tables.
  await countBuffers(db.sql, statement);
  return { buffers: await countBuffers(db.sql, statement) };
}

async function countVerifies(seconds: number) {
  const text = "x".repeat(300);
  const signature = device.sign(text);
  const untilMs = performance.now() + seconds * 1_000;
  let times = 0;
  while (performance.now() < untilMs) {
    for (let at = 0; at < 100; at += 1) verifySignature(nodePrimitives, device.id, text, signature);
    times += 100;
    await new Promise((turn) => setImmediate(turn));
  }
  return { perSecond: times / seconds };
}

answerAsks({
  control: (seconds) =>
    run("control", seconds, (count) => ({ count: Math.min(count, 1e9), step: control }), false),
  verb: (seconds) => run("verb", seconds, moves(submit)),
  http: (seconds) => run("http", seconds, moves(send)),
  "control-paced": (seconds) => pace("verb", seconds, () => control),
  "verb-paced": (seconds) => pace("verb", seconds, (count) => stepOf(small.prepare(count), submit)),
  "http-paced": (seconds) => pace("http", seconds, (count) => stepOf(small.prepare(count), send)),
  "beside-large": besideLarge,
  landing: land,
  "sweep-few": () => sweep(1_000),
  "sweep-many": () => sweep(100_000),
  verifies: countVerifies,
});
