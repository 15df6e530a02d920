import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { claimWork } from "../work/claim.ts";
import { trashImages } from "./change-images.ts";
import { reprocessImages } from "./reprocess.ts";

const { imageWork } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("photos that are done are done again behind what uploads wait for; others are left, each with why", async () => {
  const [done, trashed, busy, strange] = [
    await addPhoto(fixture, ctx),
    await addPhoto(fixture, ctx),
    await addPhoto(fixture, ctx),
    await addPhoto(fixture, await fixture.organization()),
  ];
  await trashImages(ctx, { imageIds: [trashed] });
  await reprocessImages(ctx, { imageIds: [busy] });
  fixture.woken.length = 0;
  expect(await reprocessImages(ctx, { imageIds: [done, trashed, busy, strange] })).toEqual({
    changed: [done],
    unchanged: [
      { imageId: strange, code: "IMAGE_NOT_FOUND" },
      { imageId: trashed, code: "NOTHING_MATCHED" },
      { imageId: busy, code: "NOTHING_MATCHED" },
    ],
  });
  const works = await fixture.db.orm.select().from(imageWork).where(eq(imageWork.imageId, done));
  expect(works).toMatchObject([{ kind: "ingest", state: "due", priority: 55, runId: null }]);
  expect(fixture.woken).toEqual([`ingest-${done}`]);
  const claimed = await claimWork(fixture.deps, { kind: "ingest", imageId: done }, "w1");
  expect(claimed.kind).toBe("claimed");
});

test("doing photos again is for those who operate a gallery", async () => {
  const member = { ...ctx, permissions: new Set(["gallery.read", "gallery.write"]) };
  expect(await refusalOf(reprocessImages(member, { imageIds: ["any"] }))).toBe("NOT_PERMITTED");
});
