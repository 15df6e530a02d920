import { schema } from "@homeport/db";
import { waitFor } from "@homeport/testkit";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { readOutdated, readTasksNow } from "./read.ts";
import { startTask } from "./start.ts";

let fixture: GalleryFixture;
let ctx: OwnerContext;
let imageId: string;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
  imageId = await addPhoto(fixture, ctx);
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("photos of an older recipe are counted, and those of this one are not", async () => {
  expect(await readOutdated(ctx)).toEqual({ outdated: 0 });
  await fixture.db.orm
    .update(schema.imageWork)
    .set({ doneRecipe: "0123456789abcdef-w00000000" })
    .where(eq(schema.imageWork.imageId, imageId));
  expect(await readOutdated(ctx)).toEqual({ outdated: 1 });
});

test("what goes on is told although nobody may read a photo: asking for it counts none", async () => {
  await startTask(ctx, { kind: "refresh-metadata" });
  const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = fixture.db.system("lock photos", async (tx) => {
    await tx.execute(sql`LOCK TABLE images IN ACCESS EXCLUSIVE MODE`);
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  // What does read photos waits for the lock, for as long as anybody holds it.
  const counted = readOutdated(ctx);
  await waitFor(async () => (await countWaiting()) === 1, { deadlineMs: 10_000 });
  const { active, backlog } = await readTasksNow(ctx);
  expect(await countWaiting()).toBe(1);
  free.resolve();
  await holding;
  expect(active).toMatchObject([{ matched: 1 }]);
  expect(backlog).toMatchObject([{ kind: "metadata", due: 1 }]);
  expect(await counted).toEqual({ outdated: 1 });
});

/** Who waits for a lock on photos. */
async function countWaiting(): Promise<number> {
  const rows = await fixture.db.orm.execute(sql`
    SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'images'::regclass
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
  return rows.length;
}
