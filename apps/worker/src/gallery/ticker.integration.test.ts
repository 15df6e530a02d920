import { randomUUID } from "node:crypto";
import { migrate, openDb, schema } from "@homeport/db";
import { createGalleryEvents, filledMost, type GalleryDeps, openStorage } from "@homeport/gallery";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { startTicker } from "./ticker.ts";

const hurry = 100;
/** An hour of these is 36 s. */
const quickClock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() * hurry,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / hurry, signal),
};
const hourMs = 3_600_000;

test("whoever has left rows out fills the queues again once they have drained, before the next turn", async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(
    await freshDatabase({
      template: {
        key: "gallery",
        prepare: async (url) => void (await migrate({ url, log: silentLog })),
      },
    }),
  );
  const shared = { log: silentLog, metrics: createMetrics({ app: "test", version: "0" }) };
  const db = stack.use(openDb({ url: database.url, app: "test", clock: systemClock, ...shared }));
  await insertDue(db, filledMost + 1);
  const fills: number[] = [];
  let isDrained = false;
  let looks = 0;
  const gallery: GalleryDeps = {
    ...{ db, clock: quickClock, random: systemRandom, events: createGalleryEvents(shared) },
    wakeWork: async (keys) => void (keys.length > 0 && fills.push(keys.length)),
    storage: await openStorage({ kind: "local-folder", url: "file:///nowhere" }, "", systemRandom),
    cursors: createCursorCodec(deriveKeys("a secret of at least thirty-two characters")),
    maxUploadBytes: 0,
  };
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
