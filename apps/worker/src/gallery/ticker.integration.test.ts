import { randomUUID } from "node:crypto";
import { migrate, openDb, schema } from "@homeport/db";
import {
  createGalleryEvents,
  createWaker,
  filledMost,
  type GalleryDeps,
  ingestWake,
  openStorage,
  preprocessWake,
  reconcileWork,
} from "@homeport/gallery";
import { bindTask, bindWake, consume, defineTask, openQueues } from "@homeport/jobs";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase, ownRedis, waitFor } from "@homeport/testkit";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { z } from "zod";
import { startTicker } from "./ticker.ts";

const hurry = 100;
/** An hour of these is 36 s. */
const quickClock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() * hurry,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / hurry, signal),
};
const hourMs = 3_600_000;

const shared = { log: silentLog, metrics: createMetrics({ app: "test", version: "0" }) };

/** What a ticker drives, over a database of its own; nothing is stored and nobody is woken unless told. */
async function openDriven(stack: AsyncDisposableStack, over: Partial<GalleryDeps> = {}) {
  const database = stack.use(
    await freshDatabase({
      template: {
        key: "gallery",
        prepare: async (url) => void (await migrate({ url, log: silentLog })),
      },
    }),
  );
  const db = stack.use(openDb({ url: database.url, app: "test", clock: systemClock, ...shared }));
  return {
    ...{ db, clock: systemClock, random: systemRandom, events: createGalleryEvents(shared) },
    wakeWork: async () => undefined,
    storage: await openStorage({ kind: "local-folder", url: "file:///nowhere" }, "", systemRandom),
    cursors: createCursorCodec(deriveKeys("a secret of at least thirty-two characters")),
    maxUploadBytes: 0,
    ...over,
  } satisfies GalleryDeps;
}

test("whoever has left rows out fills the queues again once they have drained, before the next turn", async () => {
  await using stack = new AsyncDisposableStack();
  const fills: number[] = [];
  const gallery = await openDriven(stack, {
    clock: quickClock,
    wakeWork: async (keys) => void (keys.length > 0 && fills.push(keys.length)),
  });
  await insertDue(gallery.db, filledMost + 1);
  let isDrained = false;
  let looks = 0;
  stack.use(
    startTicker({
      ...{ gallery, holder: "w", log: silentLog, everyMs: hourMs },
      hasDrained: async () => {
        looks += 1;
        return isDrained;
      },
    }),
  );
  await waitFor(() => looks > 3, { deadlineMs: 15_000, what: "it looks for room" });
  expect(fills).toEqual([filledMost]);
  isDrained = true;
  await waitFor(() => fills.length > 1, { deadlineMs: 15_000, what: "a queue is filled again" });
});

test("it goes on after a flush of Redis; control: a driver that is a schedule there does not", async () => {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await ownRedis());
  const everyMs = 100;
  const turns: number[] = [];
  const scheduled: number[] = [];
  const gallery = await openDriven(stack);
  stack.use(
    startTicker({
      ...{ gallery, holder: "w", log: silentLog, everyMs },
      restore: async () => turns.push(Date.now()),
    }),
  );
  const task = { name: "drive", queue: "drive", payload: z.object({}), schedule: { everyMs } };
  stack.use(
    consume({
      ...{ ...shared, clock: systemClock, random: systemRandom, url: redis.url },
      tasks: [bindTask(defineTask(task), async () => void scheduled.push(Date.now()))],
      // Nobody puts it back within this test.
      scheduleCheckMs: hourMs,
    }),
  );
  await waitFor(() => turns.length > 2 && scheduled.length > 2, {
    deadlineMs: 30_000,
    what: "both drive",
  });
  const admin = stack.adopt(new Redis(redis.url), (client) => client.disconnect());
  await admin.flushall();
  const [turnsBefore, scheduledBefore] = [turns.length, scheduled.length];
  await waitFor(() => turns.length > turnsBefore + 10, { deadlineMs: 30_000, what: "it goes on" });
  // One may have been under way, and its successor.
  expect(scheduled.length).toBeLessThanOrEqual(scheduledBefore + 2);
});

test("a stale deduplication key blocks no image", async () => {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await ownRedis());
  const options = { ...shared, clock: systemClock, random: systemRandom, url: redis.url };
  const queues = stack.use(openQueues(options));
  await waitFor(() => queues.isUp(), { deadlineMs: 15_000 });
  const rest = preprocessWake(1);
  const gallery = await openDriven(stack, createWaker(queues, { first: ingestWake, rest }));
  await insertDue(gallery.db, 3);
  const pass = () => reconcileWork(gallery, { holder: "w" });
  await pass();
  const admin = stack.adopt(new Redis(redis.url), (client) => client.disconnect());
  // What a Redis that evicts has done: the jobs are known, and wait nowhere.
  for (const list of await admin.keys("*:prioritized")) await admin.del(list);
  const woken: string[] = [];
  stack.use(
    consume({
      ...options,
      tasks: [],
      wakes: [bindWake(rest, gallery.db.orm, async (key) => void woken.push(key))],
      drives: () => false,
    }),
  );
  await gallery.wakeWork([{ kind: "ladder", imageId: "image-1" }]);
  expect(await queues.countWaiting(rest)).toBe(0);
  await pass();
  await waitFor(() => woken.length === 3, { deadlineMs: 15_000, what: "all three are woken" });
  expect(woken.toSorted()).toEqual(["ladder-image-1", "ladder-image-2", "ladder-image-3"]);
});

async function insertDue(db: ReturnType<typeof openDb>, count: number): Promise<void> {
  const organizationId = randomUUID();
  await db.orm.insert(schema.organizations).values({ id: organizationId, name: "H", slug: "h" });
  await db.sql.query(
    `INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256, access_key, sort_at)
     SELECT 'image-' || at, $1, 'o/' || at, 'a.jpg', 'jpeg', 1, sha256(at::text::bytea), at::text, now()
     FROM generate_series(1, ${count}) AS at`,
    [organizationId],
  );
  await db.sql.query(
    `INSERT INTO image_work (organization_id, image_id, kind, state, priority)
     SELECT $1, 'image-' || at, 'ladder', 'due', 10 FROM generate_series(1, ${count}) AS at`,
    [organizationId],
  );
}
