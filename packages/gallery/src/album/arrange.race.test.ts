import { type Db, openDb, schema, type Tx } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { addToAlbum, arrangeAlbum, planArrangement } from "./album-images.ts";
import { createAlbum } from "./albums.ts";
import { setPosition } from "./images-store.ts";
import { lockAlbum } from "./store.ts";

const { albumImages } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;
let albumId: string;
let ids: string[];
/** Another replica's way to the same rows. */
let elsewhere: Db;

beforeAll(async () => {
  fixture = await openFixture();
  const metrics = createMetrics({ app: "test", version: "0" });
  const url = fixture.databaseUrl;
  elsewhere = openDb({ url, app: "test", clock: systemClock, log: silentLog, metrics });
});
afterAll(async () => {
  await elsewhere[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});
beforeEach(async () => {
  ctx = await fixture.organization();
  ids = [];
  for (let n = 0; n < 4; n += 1) ids.push(await addPhoto(fixture, ctx));
  ({ albumId } = await createAlbum(ctx, { title: "Order" }));
  await addToAlbum(ctx, { albumId, imageIds: ids });
});

async function readOrder() {
  return await fixture.db.orm
    .select({ imageId: albumImages.imageId, position: albumImages.position })
    .from(albumImages)
    .where(eq(albumImages.albumId, albumId))
    .orderBy(asc(albumImages.position), asc(albumImages.imageId));
}

async function write(tx: Tx, places: { imageId: string; position: string }[]): Promise<void> {
  for (const { imageId, position } of places) await setPosition(tx, albumId, imageId, position);
}

async function isSomebodyWaiting(): Promise<boolean> {
  const rows = await elsewhere.orm.execute(
    sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}

describe("two who arrange an album at once", () => {
  test("both have their way: the later one waits, and puts its photo beside the earlier one's", async () => {
    const [a = "", b = "", c = "", d = ""] = ids;
    let later: Promise<void> | undefined;
    await fixture.db.orm.transaction(async (tx) => {
      await lockAlbum(tx, ctx.organizationId, albumId);
      const places = await planArrangement(tx, albumId, [c], a);
      later = arrangeAlbum({ ...ctx, db: elsewhere }, { albumId, imageIds: [d], afterId: a });
      await waitFor(isSomebodyWaiting, { deadlineMs: 15_000 });
      await write(tx, places);
    });
    await later;
    const order = await readOrder();
    expect(order.map(({ imageId }) => imageId)).toEqual([a, d, c, b]);
    expect(new Set(order.map(({ position }) => position)).size).toBe(4);
  });

  test("would put both photos at one place if the album were not locked", async () => {
    const [a = "", , c = "", d = ""] = ids;
    await fixture.db.orm.transaction(async (first) => {
      const places = await planArrangement(first, albumId, [c], a);
      await elsewhere.orm.transaction(async (second) => {
        await write(second, await planArrangement(second, albumId, [d], a));
      });
      await write(first, places);
    });
    const positions = (await readOrder()).map(({ position }) => position);
    expect(new Set(positions).size).toBe(3);
  });
});
