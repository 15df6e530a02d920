import { migrate, openDb, schema } from "@homeport/db";
import { createGalleryEvents, type GalleryDeps, openStorage } from "@homeport/gallery";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { startS3Server } from "@homeport/testkit/s3-server";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePhoto } from "../../test/photos.ts";
import { sendPhoto } from "../../test/send-photo.ts";
import { createDecoderPool } from "./decoder-pool.ts";
import { createDecoderEvents } from "./events.ts";
import { createHolds } from "./holds.ts";
import { createProcessImage, type ProcessImage } from "./process-image.ts";

const { imageWork } = schema;
const stack = new AsyncDisposableStack();
let deps: GalleryDeps;
let server: Awaited<ReturnType<typeof startS3Server>>;
let processImage: ProcessImage;
let imageId: string;

beforeAll(async () => {
  const database = stack.use(await freshDatabase());
  await migrate({ url: database.url, log: silentLog });
  server = stack.use(await startS3Server());
  const { url } = server;
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
  const db = stack.use(openDb({ url: database.url, app: "test", ...shared }));
  deps = {
    ...{ db, clock: systemClock, random: systemRandom, wakeWork: async () => undefined },
    storage: await openStorage({ kind: "s3", url }, "", systemRandom, server.credentials),
    cursors: createCursorCodec(deriveKeys("a secret of at least thirty-two characters")),
    events: createGalleryEvents(shared),
    maxUploadBytes: 10_000_000,
  };
  const by = { userId: newId(), organizationId: newId() };
  const user = { id: by.userId, name: "Ada", email: "ada@example.org" };
  await db.orm.insert(schema.users).values(user);
  const organization = { id: by.organizationId, name: "H", slug: "home" };
  await db.orm.insert(schema.organizations).values(organization);
  const bytes = await makePhoto({ width: 900, height: 600 });
  imageId = await sendPhoto(deps, by, { name: "a.jpg", bytes });
  const events = createDecoderEvents(shared);
  const pool = stack.use(createDecoderPool({ clock: systemClock, decoders: 1, events }));
  const holds = stack.use(createHolds({ ...deps, log: silentLog }, "test"));
  processImage = createProcessImage({
    ...{ gallery: deps, pool, holds, holder: "test", pid: process.pid },
    limits: { maxPixels: 10_000_000, maxProgressivePixels: 10_000_000 },
    stopping: new AbortController().signal,
  });
});
afterAll(() => stack.disposeAsync());

async function readIngest() {
  const [row] = await deps.db.orm
    .select()
    .from(imageWork)
    .where(and(eq(imageWork.imageId, imageId), eq(imageWork.kind, "ingest")));
  return row;
}

test("a storage that ends in the midst of an original counts nothing against the photo", async () => {
  server.meet(({ method }) => (method === "GET" ? "broken-answer" : null));
  for (let turn = 0; turn < 3; turn += 1) {
    await processImage({ kind: "ingest", imageId });
    expect(await readIngest()).toMatchObject({
      ...{ state: "due", failures: 0, lastErrorCode: "STORAGE_UNAVAILABLE" },
    });
    // Its wait is over.
    await deps.db.orm.update(imageWork).set({ dueAt: new Date(0) });
  }
  server.meet(null);
  await processImage({ kind: "ingest", imageId });
  expect(await readIngest()).toMatchObject({ state: "idle", failures: 0 });
});
