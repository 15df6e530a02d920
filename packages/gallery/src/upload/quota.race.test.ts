import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { createSender } from "../../test/sender.ts";
import { readQuota, writeSettings } from "../settings/store.ts";
import { countBytes, insertUpload } from "./store.ts";

let fixture: GalleryFixture;
let ctx: OwnerContext;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  ctx = await fixture.organization();
  await writeSettings(fixture.db.orm, ctx.organizationId, 0, { quotaBytes: 1_000 });
});

const atOnce = 4;
/** How many connections wait for somebody else's lock. */
async function countHeldUp(): Promise<number> {
  const rows = await fixture.db.orm.execute(sql`
    SELECT count(*)::int AS held FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return Number(rows[0]?.["held"]);
}

const taken = () => countBytes(fixture.db.orm, ctx.organizationId);

describe("the last room in a quota", () => {
  test("goes to one of many who begin to upload at once", async () => {
    const sender = createSender(fixture, ctx);
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    // Nobody writes a row until all have begun; everybody may count.
    const holding = fixture.db.system("test.hold", async (tx) => {
      await tx.execute(sql`LOCK TABLE uploads IN SHARE MODE`);
      held.resolve();
      await release.promise;
    });
    await held.promise;
    const creating = Promise.all(Array.from({ length: atOnce }, () => sender.create(600)));
    await waitFor(async () => (await countHeldUp()) === atOnce, { deadlineMs: 15_000 });
    release.resolve();
    await holding;
    const answers = await creating;
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(atOnce - 1).fill(507)]);
    expect(await taken()).toBe(600);
  });

  test("would go to all of them if each counted by itself", async () => {
    const counted = Promise.withResolvers<void>();
    let counting = 0;
    // The control: the same steps, but for the lock on what the quota is read from.
    async function create(): Promise<void> {
      await fixture.db.system("test.create", async (tx) => {
        const { organizationId, userId } = ctx;
        const quota = (await readQuota(tx, organizationId)) ?? 0;
        const isFull = (await countBytes(tx, organizationId)) + 600 > quota;
        counting += 1;
        if (counting === 2) counted.resolve();
        await counted.promise;
        if (isFull) return;
        const id = newId();
        const upload = {
          ...{ id, organizationId, userId, imageId: newId(), lengthBytes: 600 },
          ...{ role: "image" as const, forId: null, objectKey: `o/images/${id}/original` },
          ...{ metadata: { filename: "a.jpg" }, lockToken: "t" },
        };
        await insertUpload(tx, upload, 1_000);
      });
    }
    await Promise.all([create(), create()]);
    expect(await taken()).toBe(1_200);
  });
});
