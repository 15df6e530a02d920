import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { connectRedis, type RedisLink } from "@homeport/coordination";
import { migrate, openDb, type SqlRunner } from "@homeport/db";
import {
  createGalleryEvents,
  createWaker,
  type GalleryDeps,
  ingestWake,
  openStorage,
  preprocessWake,
} from "@homeport/gallery";
import { openQueues } from "@homeport/jobs";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { findLastingPort, startKeeper } from "@homeport/services";
import { ownPostgres, ownRedis } from "@homeport/testkit";
import { readText } from "../replica/read-text.ts";
import { createReplica, type Replica } from "../replica/replica.ts";
import { createDecoderGate, type DecoderGate } from "./decoder-gate.ts";
import { createLedger } from "./store.ts";
import { openUploads, type Uploads } from "./upload-photos.ts";

export interface PhotoWorker extends Replica {
  readonly opsUrl: string;
}

/** Workers of photos over stores and a storage of their own. */
export interface PhotoLab {
  readonly workers: readonly PhotoWorker[];
  readonly sql: SqlRunner;
  readonly redis: RedisLink["client"];
  readonly storage: GalleryDeps["storage"];
  readonly gate: DecoderGate;
  /** What a web process would be given, over the same stores. */
  readonly deps: GalleryDeps;
  /** Two galleries to which the same photos are uploaded: in calm, and in the storm. */
  readonly calm: Uploads;
  readonly stormy: Uploads;
}

export interface PhotoLabPlan {
  readonly workers: number;
  /** Queues and passes take a second in place of ten. */
  readonly isQuick: boolean;
  readonly hasFault: boolean;
  /** Workers of the build, as they are: nothing of a trial befalls their decoders, and no gate is before them. */
  readonly isBuilt?: boolean;
}

const trialEntry = fileURLToPath(
  new URL("../../../../apps/worker/src/testing/trial-main.ts", import.meta.url),
);
const builtEntry = fileURLToPath(new URL("../../../../apps/worker/dist/main.js", import.meta.url));
const preprocess = preprocessWake(1);
const secret = "a secret of the fleet of at least 32 characters";

/** Brings stores and workers up; they end with the stack. */
export async function openPhotoLab(
  plan: PhotoLabPlan,
  stack: AsyncDisposableStack,
): Promise<PhotoLab> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-photos-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  // Postgres runs as another user under root, which has to be able to enter.
  chmodSync(folder, 0o755);
  const keeper = stack.use(startKeeper());
  const postgres = stack.use(await ownPostgres(folder));
  const redisStore = stack.use(await ownRedis(folder));
  await migrate({ url: postgres.url, log: silentLog });
  const metrics = createMetrics({ app: "fleet", version: "0.0.0" });
  const common = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
  const db = stack.use(openDb({ url: postgres.url, app: "fleet", ...common }));
  const redis = stack.use(await connectRedis({ url: redisStore.url, use: "main", ...common }));
  const queues = stack.use(openQueues({ url: redisStore.url, ...common }));
  await createLedger(db.sql, plan.hasFault);

  const storageFolder = join(folder, "storage");
  mkdirSync(storageFolder);
  const url = pathToFileURL(storageFolder).href;
  const storage = await openStorage({ kind: "local-folder", url }, "", systemRandom);
  const deps: GalleryDeps = {
    ...{ db, storage, clock: systemClock, random: systemRandom },
    ...createWaker(queues, { first: ingestWake, rest: preprocess }),
    cursors: createCursorCodec(deriveKeys(secret)),
    events: createGalleryEvents(common),
    maxUploadBytes: 64 * 1024 * 1024,
  };

  async function createWorker(name: string): Promise<PhotoWorker> {
    const opsAddress = `127.0.0.1:${await findLastingPort()}`;
    const opsUrl = `http://${opsAddress}`;
    const replica = createReplica({
      ...{ name, args: plan.isQuick ? ["quick"] : [], folder, keeper },
      entry: plan.isBuilt === true ? builtEntry : trialEntry,
      env: {
        HOMEPORT_STAGE: "test",
        HOMEPORT_REPLICA_ID: name,
        HOMEPORT_PARENT_PID: String(process.pid),
        HOMEPORT_SECRET: secret,
        HOMEPORT_OPS_ADDR: opsAddress,
        HOMEPORT_STORAGE: url,
        HOMEPORT_GALLERY_DECODERS: "1",
        DATABASE_URL: postgres.url,
        REDIS_URL: redisStore.url,
        TMPDIR: folder,
      },
      isReady: async () => (await readText(`${opsUrl}/readyz`)) !== null,
    });
    return { ...stack.use(replica), opsUrl };
  }

  const names = Array.from({ length: plan.workers }, (_, index) => `worker-${index + 1}`);
  const workers: PhotoWorker[] = [];
  // One after the other, so that none finds the other's port.
  for (const name of names) workers.push(await createWorker(name));
  await Promise.all(workers.map((worker) => worker.start()));
  return {
    ...{ workers, sql: db.sql, redis: redis.client, storage, deps },
    gate: createDecoderGate(folder),
    calm: await openUploads(deps, db, { slug: "calm" }),
    stormy: await openUploads(deps, db, { slug: "stormy" }),
  };
}
