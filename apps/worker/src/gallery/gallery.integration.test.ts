import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { migrate, openDb, schema } from "@homeport/db";
import {
  cancelTask,
  createGalleryEvents,
  type GalleryContext,
  type GalleryDeps,
  ingestWake,
  openStorage,
  startTask,
  workKeyText,
} from "@homeport/gallery";
import { openQueues } from "@homeport/jobs";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import {
  freshDatabase,
  type OwnStore,
  ownRedis,
  type SpawnedApp,
  spawnApp,
  waitFor,
} from "@homeport/testkit";
import { eq } from "drizzle-orm";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cameraSecrets, makePhoto } from "../../test/photos.ts";
import { sendPhoto } from "../../test/send-photo.ts";

const { images, imageVariants, imageWork, taskRuns } = schema;
const entry = fileURLToPath(new URL("../testing/quick-main.ts", import.meta.url));

let stack: AsyncDisposableStack;
let databaseUrl: string;
let redis: OwnStore;
let admin: Redis;
let folder: string;
let deps: GalleryDeps;
/** One for all tests: each takes it as the one before has left it. */
let worker: SpawnedApp;
const organizationId = newId();
const userId = newId();

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  redis = stack.use(await ownRedis());
  databaseUrl = database.url;
  admin = stack.adopt(new Redis(redis.url), (client) => client.disconnect());
  folder = await mkdtemp(join(tmpdir(), "homeport-worker-gallery-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await migrate({ url: databaseUrl, log: silentLog });
  const shared = {
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics({ app: "test", version: "0" }),
  };
  const db = stack.use(openDb({ url: databaseUrl, app: "test", ...shared }));
  const queues = stack.use(openQueues({ url: redis.url, ...shared }));
  await waitFor(() => queues.isUp(), { deadlineMs: 15_000 });
  stack.defer(() => worker[Symbol.asyncDispose]());
  await db.orm.insert(schema.users).values({ id: userId, name: "Ada", email: "ada@example.org" });
  await db.orm.insert(schema.organizations).values({ id: organizationId, name: "H", slug: "home" });
  deps = {
    ...{ db, clock: systemClock, random: systemRandom },
    storage: await openStorage({ kind: "local-folder", url: storageUrl() }, "", systemRandom),
    wakeWork: async (keys) =>
      void (await queues.wake(
        ingestWake,
        keys.map((key) => workKeyText(key)),
      )),
    cursors: createCursorCodec(deriveKeys("a secret of at least thirty-two characters")),
    events: createGalleryEvents(shared),
    maxUploadBytes: 64 * 1024 * 1024,
  };
});
afterAll(() => stack.disposeAsync());

const storageUrl = () => pathToFileURL(folder).href;

function startWorker(env: Record<string, string> = {}, args: string[] = []): SpawnedApp {
  return spawnApp({
    ...{ entry, args },
    env: {
      HOMEPORT_STAGE: "test",
      HOMEPORT_SECRET: "an integration test secret, 0123456789abcdef",
      HOMEPORT_OPS_ADDR: "127.0.0.1:0",
      HOMEPORT_DRAIN_DELAY_MS: "0",
      HOMEPORT_LOG_FORMAT: "json",
      HOMEPORT_STORAGE: storageUrl(),
      HOMEPORT_GALLERY_DECODERS: "1",
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      ...env,
    },
  });
}

async function upload(bytes: Buffer<ArrayBuffer>): Promise<string> {
  return await sendPhoto(deps, { organizationId, userId }, { name: "a.jpg", bytes });
}

async function readImage(imageId: string) {
  const [image] = await deps.db.orm.select().from(images).where(eq(images.id, imageId));
  return image;
}

async function waitUntilReady(imageId: string): Promise<void> {
  await waitFor(async () => (await readImage(imageId))?.processing === "ready", {
    deadlineMs: 60_000,
    everyMs: 50,
    what: `photo ${imageId} is ready`,
  });
}

/** Somebody at another replica, which has no worker. */
function operator(): GalleryContext {
  const actor = {
    kind: "user",
    userId,
    sessionId: "s",
    name: "Ada",
    email: "a@example.org",
  } as const;
  const permissions = new Set(["gallery.read", "gallery.operate"]);
  return { ...deps, actor, address: null, requestId: newId(), organizationId, permissions };
}

async function readRun(runId: string) {
  const [run] = await deps.db.orm.select().from(taskRuns).where(eq(taskRuns.id, runId));
  return run;
}

async function isReady(pid: number): Promise<boolean> {
  const { replicas } = schema;
  const rows = await deps.db.orm.select().from(replicas).where(eq(replicas.pid, pid));
  return rows.some(({ state }) => state === "ready");
}

/** AVIF renditions come after the photo is ready. */
async function waitUntilDone(imageId: string): Promise<void> {
  await waitUntilReady(imageId);
  await waitFor(async () => (await readWork(imageId)).every((work) => work.state === "idle"), {
    deadlineMs: 60_000,
    everyMs: 50,
    what: `all of photo ${imageId} is done`,
  });
}

async function readWork(imageId: string) {
  return await deps.db.orm.select().from(imageWork).where(eq(imageWork.imageId, imageId));
}

/** Every rendition of a photo as its row says, with its bytes. */
async function readVariants(imageId: string) {
  const rows = await deps.db.orm
    .select()
    .from(imageVariants)
    .where(eq(imageVariants.imageId, imageId))
    .orderBy(imageVariants.edge);
  return await Promise.all(
    rows.map(async (row) => {
      const bytes = await deps.storage.read(row.key);
      return { ...row, bytes: Buffer.concat((await bytes?.toArray()) ?? []) };
    }),
  );
}

/** Processes that this one has started. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter(Boolean)
    .map(Number);
}

// A killed worker holds its rows for 10 s, and two of these tests wait for that.
describe("photos that were uploaded", { timeout: 90_000 }, () => {
  test("are made ready by whichever of two workers, once each, and tell nothing that their files told", async () => {
    worker = startWorker();
    await using second = startWorker();
    const photos = await Promise.all(
      [0, 1, 2].map((n) =>
        makePhoto({ width: 1_400 + n, height: 900, orientation: n === 1 ? 6 : 1 }),
      ),
    );
    const imageIds: string[] = [];
    for (const photo of photos) imageIds.push(await upload(photo));
    for (const imageId of imageIds) await waitUntilDone(imageId);
    for (const imageId of imageIds) {
      const variants = await readVariants(imageId);
      const edgesOf = (kind: string) =>
        variants.flatMap((variant) => (variant.kind === kind ? [variant.edge] : []));
      expect(edgesOf("webp").slice(0, 3)).toEqual([320, 640, 1_080]);
      expect(edgesOf("avif")).toEqual(edgesOf("webp").slice(1));
      for (const { bytes, sizeBytes } of variants) {
        expect(bytes).toHaveLength(sizeBytes);
        for (const secret of [...cameraSecrets, "Exif"]) expect(bytes.includes(secret)).toBe(false);
      }
      for (const work of await readWork(imageId)) {
        expect(work).toMatchObject({ state: "idle", failures: 0, interruptions: 0 });
        expect(work.fenceToken).toBe(1n);
      }
    }
    second.kill("SIGTERM");
    expect(await second.exited).toEqual({ code: 0, signal: null });
  });

  test("are taken up by another worker when theirs is killed in the midst of one", async () => {
    const held = await catchDecoding(worker);
    worker.kill("SIGKILL");
    await worker.exited;
    for (const pid of held.decoders) process.kill(pid, "SIGCONT");
    await waitFor(() => held.decoders.every((pid) => !isAlive(pid)), {
      deadlineMs: 15_000,
      what: "decoders whose worker is gone end themselves",
    });
    worker = startWorker();
    await waitUntilReady(held.imageId);
    const taken = (await readWork(held.imageId)).find((work) => work.kind === held.kind);
    expect(taken?.interruptions).toBe(0);
    expect(taken?.fenceToken).toBeGreaterThanOrEqual(2n);
    const variants = await readVariants(held.imageId);
    expect(new Set(variants.map(({ kind, edge }) => `${kind} ${edge}`)).size).toBe(variants.length);
  });

  test("that cannot be read are set aside at their first try, and one whose decoder is killed is tried again", async () => {
    const photo = await makePhoto({ width: 900, height: 600 });
    const damaged = await upload(Buffer.from(photo.subarray(0, photo.length / 2)));
    await waitFor(async () => (await readImage(damaged))?.processing === "quarantined", {
      deadlineMs: 30_000,
    });
    expect(await readWork(damaged)).toMatchObject([
      { state: "quarantined", failures: 0, lastErrorCode: "IMAGE_DAMAGED" },
    ]);
    await waitUntilReady(await killDecoding(worker));
  });

  test("are put back uncounted by a worker that is told to end, within 20 s, and done by the next", async () => {
    const imageIds: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      imageIds.push(await upload(await makePhoto({ width: 2_000 + n, height: 1_500 })));
    }
    const readAll = async () => (await Promise.all(imageIds.map(readWork))).flat();
    await waitFor(async () => (await readAll()).some(({ state }) => state === "leased"), {
      deadlineMs: 20_000,
      everyMs: 5,
      what: "the worker has a photo",
    });
    worker.kill("SIGTERM");
    let exit: unknown = null;
    void worker.exited.then((ended) => {
      exit = ended;
    });
    await waitFor(() => exit !== null, { deadlineMs: 20_000, what: "the worker has ended" });
    expect(exit).toEqual({ code: 0, signal: null });
    for (const { state, failures, interruptions } of await readAll()) {
      expect(state).not.toBe("leased");
      expect({ failures, interruptions }).toEqual({ failures: 0, interruptions: 0 });
    }
    worker = startWorker();
    for (const imageId of imageIds) await waitUntilReady(imageId);
  });

  /**
   * A second is promised. A worker looks at the change log every 500 ms and lets go at once, so half a second is usual; the
   * other second is for a machine with more to do. This worker renews nothing, so that no renewal can have told it.
   */
  const letGoWithinMs = 2_000;
  const countCancelled = () => worker.lines.filter((line) => line.includes("job.cancelled")).length;

  test("of a run that is cancelled on another replica are let go of, with Redis and without, and stay as they were", async () => {
    worker.kill("SIGTERM");
    await worker.exited;
    worker = startWorker({}, ["without-renewals"]);
    const imageId = await upload(await makePhoto({ width: 2_900, height: 2_000 }));
    await waitUntilDone(imageId);
    const before = await readVariants(imageId);
    for (const isRedisAway of [false, true]) {
      const told = countCancelled();
      const { runId, decoders } = await catchRun();
      try {
        if (isRedisAway) await admin.call("CLIENT", "PAUSE", "2000", "ALL");
        await cancelTask(operator(), { runId });
        const isLetGo = async () =>
          countCancelled() > told && (await readRun(runId))?.state === "cancelled";
        await waitFor(isLetGo, { deadlineMs: letGoWithinMs, what: "the worker has let go" });
      } finally {
        for (const pid of decoders) if (isAlive(pid)) process.kill(pid, "SIGCONT");
      }
    }
    expect((await readWork(imageId)).map((work) => work.state)).toEqual(["idle", "idle", "idle"]);
    expect(await readVariants(imageId)).toEqual(before);
  });

  test("wait for no Redis that hangs, and for nobody's wake when it comes back empty", async () => {
    // One whose queues have not been used yet: what they try first gets no answer.
    worker.kill("SIGTERM");
    await worker.exited;
    worker = startWorker();
    await waitFor(() => isReady(worker.pid), { deadlineMs: 20_000, what: "the worker is ready" });
    redis.freeze();
    try {
      await waitUntilReady(await upload(await makePhoto({ width: 810, height: 500 })));
    } finally {
      redis.thaw();
    }
    await admin.flushall();
    const { wakeWork } = deps;
    deps = { ...deps, wakeWork: async () => undefined };
    const imageIds: string[] = [];
    for (const width of [820, 830]) {
      imageIds.push(await upload(await makePhoto({ width, height: 500 })));
    }
    deps = { ...deps, wakeWork };
    for (const imageId of imageIds) await waitUntilReady(imageId);
  });

  test("lose nothing when Redis is emptied", async () => {
    const imageIds: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      imageIds.push(await upload(await makePhoto({ width: 700 + n, height: 500 })));
    }
    await admin.flushall();
    for (const imageId of imageIds) await waitUntilReady(imageId);
  });
});

/** Starts a run over all photos, with its first one in a decoder that stands still. */
async function catchRun() {
  const scope = { kind: "preprocess-images", force: true, kinds: ["ladder" as const] } as const;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const { runId } = await startTask(operator(), { ...scope, kinds: [...scope.kinds] });
    const leased = async () => {
      const rows = await deps.db.orm.select().from(imageWork).where(eq(imageWork.runId, runId));
      return rows.some((work) => work.state === "leased");
    };
    await waitFor(leased, { deadlineMs: 30_000, everyMs: 2, what: "a photo is worked on" });
    const decoders = childrenOf(worker.pid);
    for (const pid of decoders) process.kill(pid, "SIGSTOP");
    if (await leased()) return { runId, decoders };
    for (const pid of decoders) process.kill(pid, "SIGCONT");
    await cancelTask(operator(), { runId });
    await waitFor(async () => (await readRun(runId))?.finishedAt, { deadlineMs: 30_000 });
  }
  throw new Error("No run was caught at work");
}

/** Kills decoders until one had a photo in its hands, and not one that it was yet to be given. */
async function killDecoding(by: SpawnedApp): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const held = await catchDecoding(by);
    for (const pid of held.decoders) process.kill(pid, "SIGKILL");
    const outcome = async () => {
      const work = await readWork(held.imageId);
      if (work.some(({ lastErrorCode }) => lastErrorCode === "DECODER_DIED")) return "died";
      return (await readImage(held.imageId))?.processing === "ready" ? "spared" : null;
    };
    if ((await waitFor(outcome, { deadlineMs: 20_000, everyMs: 20 })) === "died") {
      return held.imageId;
    }
  }
  throw new Error("No decoder was killed at work");
}

/** Uploads until a decoder of this worker is caught, and stopped, with a photo in its hands. */
async function catchDecoding(by: SpawnedApp) {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const imageId = await upload(await makePhoto({ width: 3_000 + attempt, height: 2_000 }));
    const leased = async () => (await readWork(imageId)).find((work) => work.state === "leased");
    await waitFor(leased, { deadlineMs: 30_000, everyMs: 2, what: "the photo is being worked on" });
    const decoders = childrenOf(by.pid);
    for (const pid of decoders) process.kill(pid, "SIGSTOP");
    const work = decoders.length > 0 ? await leased() : undefined;
    if (work !== undefined) return { imageId, kind: work.kind, decoders };
    for (const pid of decoders) process.kill(pid, "SIGCONT");
    await waitUntilReady(imageId);
  }
  throw new Error("No decoder was caught at work");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
