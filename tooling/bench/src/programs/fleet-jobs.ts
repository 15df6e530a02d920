import { setTimeout as sleep } from "node:timers/promises";
import { rowLease } from "@homeport/coordination";
import {
  bindTask,
  bindWake,
  consume,
  defineTask,
  defineWake,
  openQueues,
  type Queues,
} from "@homeport/jobs";
import { Queue, Worker } from "bullmq";
import { z } from "zod";
import { answerAsks } from "./answer-asks.ts";
import { openReplica } from "./fleet-stores.ts";

/** Jobs of two workers that take a row and write one outcome, beside BullMQ alone; and of one, two and four. */
const [databaseUrl = "", redisUrl = ""] = process.argv.slice(2);
const replica = await openReplica(databaseUrl, redisUrl, "jobs");
const { db, sql, deps } = replica;
const connection = { url: redisUrl, maxRetriesPerRequest: null };

const concurrency = 8;
const waitMs = 100;
const slotsAWorker = 4;

await db.sql.query(`CREATE TABLE IF NOT EXISTS bench_pieces (
  id text PRIMARY KEY, done_at timestamptz, lease_holder text,
  lease_until timestamptz NOT NULL DEFAULT '-infinity', fence_token bigint NOT NULL DEFAULT 0)`);
const pieces = rowLease({ table: "bench_pieces", key: ["id"] });

let rounds = 0;

/** As many as two workers do in about the time. */
async function addPieces(count: number): Promise<string[]> {
  rounds += 1;
  const keys = Array.from({ length: count }, (_, at) => `${rounds}-${at}`);
  await db.sql.query("INSERT INTO bench_pieces (id) SELECT unnest($1::text[])", [keys]);
  return keys;
}

/** Until it is connected it takes nothing, and says so. */
async function openConnected(options: Parameters<typeof openQueues>[0]): Promise<Queues> {
  const queues = openQueues(options);
  await untilUp(queues);
  return queues;
}

/** What connecting takes is no part of what is measured. */
async function untilUp(one: { isUp(): boolean }): Promise<void> {
  for (let tries = 0; tries < 500 && !one.isUp(); tries += 1) await sleep(10);
}

async function hand(isTaken: Promise<boolean>): Promise<void> {
  if (!(await isTaken)) throw new Error("Redis did not take a job");
}

/** A second, or what is asked for, at about this many. */
const wakesASecond = 300;

async function measureWakes(seconds: number) {
  const keys = await addPieces(Math.ceil(wakesASecond * seconds));
  const prefix = `bench:wakes:${rounds}`;
  let left = keys.length;
  const done = Promise.withResolvers<void>();
  const wake = defineWake<null>({
    ...{ name: "bench.piece", queue: "bench-pieces", concurrency, sweepEveryMs: 60_000 },
    due: async () => [],
  });
  const handle = async (id: string) => {
    await pieces.hold(deps, { key: { id } }, ({ write }) =>
      write(async (tx) => {
        const done_ = "UPDATE bench_pieces SET done_at = now() WHERE id = $1";
        await sql.within(tx).query(done_, [id]);
      }),
    );
    left -= 1;
    if (left === 0) done.resolve();
  };
  await using stack = new AsyncDisposableStack();
  const open = { ...replica, url: redisUrl, prefix };
  const queues = stack.use(await openConnected(open));
  for (let at = 0; at < 2; at += 1) {
    const wakes = [bindWake(wake, null, handle)];
    await untilUp(stack.use(consume({ ...open, tasks: [], wakes })));
  }
  const startedMs = performance.now();
  for (let at = 0; at < keys.length; at += 100) {
    await hand(queues.wake(wake, keys.slice(at, at + 100)));
  }
  await done.promise;
  return { wakesPerSecond: (keys.length * 1_000) / (performance.now() - startedMs) };
}

async function measureBare(seconds: number) {
  rounds += 1;
  const count = Math.ceil(wakesASecond * 4 * seconds);
  let left = count;
  const done = Promise.withResolvers<void>();
  const name = `bench-bare-${rounds}`;
  await using stack = new AsyncDisposableStack();
  const queue = stack.adopt(new Queue(name, { connection }), (one) => one.close());
  const count_ = async () => {
    left -= 1;
    if (left === 0) done.resolve();
  };
  for (let at = 0; at < 2; at += 1) {
    const options = { connection, concurrency };
    const worker = stack.adopt(new Worker(name, count_, options), (one) => one.close());
    await worker.waitUntilReady();
  }
  const startedMs = performance.now();
  for (let at = 0; at < count; at += 100) {
    const some = Array.from({ length: Math.min(100, count - at) }, (_, n) => ({
      ...{ name: "bare", data: { key: `${at + n}` } },
    }));
    await queue.addBulk(some);
  }
  await done.promise;
  return { wakesPerSecond: (count * 1_000) / (performance.now() - startedMs) };
}

const wait = defineTask({
  name: "bench.wait",
  queue: "bench-wait",
  payload: z.object({}),
  attempts: 1,
});

/** What waits costs no CPU: so many workers do so many times the work. */
async function measureWaiting(workers: number, seconds: number) {
  rounds += 1;
  const count = Math.ceil((workers * slotsAWorker * seconds * 1_000) / waitMs);
  let left = count;
  const done = Promise.withResolvers<void>();
  const binding = bindTask(wait, async () => {
    await sleep(waitMs);
    left -= 1;
    if (left === 0) done.resolve();
  });
  await using stack = new AsyncDisposableStack();
  const open = { ...replica, url: redisUrl, prefix: `bench:wait:${rounds}` };
  const queues = stack.use(await openConnected(open));
  // All are there before any is taken: what is measured is the work, not its being handed over.
  for (let at = 0; at < count; at += 1) await hand(queues.enqueue(wait, {}));
  const startedMs = performance.now();
  for (let at = 0; at < workers; at += 1) {
    stack.use(consume({ ...open, tasks: [binding], taskConcurrency: slotsAWorker }));
  }
  await done.promise;
  return { jobsPerSecond: (count * 1_000) / (performance.now() - startedMs) };
}

answerAsks({
  wakes: measureWakes,
  "bullmq-alone": measureBare,
  "one-worker": (seconds) => measureWaiting(1, seconds),
  "two-workers": (seconds) => measureWaiting(2, seconds),
  "four-workers": (seconds) => measureWaiting(4, seconds),
});
