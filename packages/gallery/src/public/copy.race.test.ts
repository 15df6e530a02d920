import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { schema } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { GalleryError } from "../errors.ts";
import { trashImages } from "../image/change-images.ts";
import { purgeImages } from "../image/purge.ts";
import { retryImage } from "../image/retry.ts";
import { dropOldVariants } from "../recipe/drop-old.ts";
import { doneRecipeOf } from "../recipe/lanes.ts";
import { copyKey } from "../storage/key.ts";
import { readOutdated, readTasksNow } from "../task/read.ts";
import { type Claim, claimWork } from "../work/claim.ts";
import { commitWork } from "../work/commit.ts";
import { failWork } from "../work/fail.ts";
import { askForCopy, type CopiedImage, openCopy } from "./copy.ts";
import { letCopiesGo } from "./let-copies-go.ts";

const { images, imageVariants, imageWork, objectDeletions } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;
let image: CopiedImage;

beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  ctx = await fixture.organization();
  const imageId = await addPhoto(fixture, ctx);
  const [row] = await fixture.db.orm
    .select({ sha256: images.sha256 })
    .from(images)
    .where(eq(images.id, imageId));
  image = { organizationId: ctx.organizationId, imageId, sha256: row?.sha256 ?? new Uint8Array() };
  fixture.woken.length = 0;
});

const open = () => openCopy(fixture.deps, image);
const wakes = () => fixture.woken.filter((woken) => woken === `clean-${image.imageId}`).length;

async function claim(): Promise<Claim> {
  const claimed = await claimWork(fixture.deps, { kind: "clean", imageId: image.imageId }, "w1");
  if (claimed.kind !== "claimed") throw new Error(`Not claimed but ${claimed.kind}`);
  return claimed.claim;
}

/** What a worker does with a copy, but for the copy itself. */
async function make(held: Claim): Promise<string> {
  const bytes = Buffer.from(`copy of ${image.imageId}`);
  const recipe = doneRecipeOf(held, {});
  const key = copyKey(held, recipe);
  const made = { sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest() };
  await fixture.deps.storage.put(key, one(bytes), made);
  const variant = { edge: 0, width: 400, height: 300, key, ...made };
  expect(await commitWork(fixture.deps, held, { kind: "clean", variants: [variant] }, 1)).toBe(
    true,
  );
  return recipe;
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readWork() {
  const [row] = await fixture.db.orm
    .select({ state: imageWork.state, fence: imageWork.fenceToken, priority: imageWork.priority })
    .from(imageWork)
    .where(and(eq(imageWork.imageId, image.imageId), eq(imageWork.kind, "clean")));
  return row;
}

describe("a copy that many ask for at once", () => {
  test("is made once, woken once, and given to all of them then", async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => refusalOf(open())));
    expect(new Set(asked)).toEqual(new Set(["DOWNLOAD_NOT_READY"]));
    expect(wakes()).toBe(1);
    const key = { kind: "clean", imageId: image.imageId } as const;
    const claimed = await Promise.all(
      ["w1", "w2", "w3"].map((holder) => claimWork(fixture.deps, key, holder)),
    );
    const [held, ...others] = claimed.flatMap((each) =>
      each.kind === "claimed" ? [each.claim] : [],
    );
    if (held === undefined) throw new Error("Nobody has it");
    expect(others).toEqual([]);
    expect(await refusalOf(open())).toBe("DOWNLOAD_NOT_READY");
    await make(held);
    const copies = await Promise.all([open(), open()]);
    for (const { bytes, sizeBytes } of copies) {
      const read = await text(bytes);
      expect(read).toBe(`copy of ${image.imageId}`);
      expect(sizeBytes).toBe(read.length);
    }
    expect(await readWork()).toMatchObject({ state: "idle", fence: 1n, priority: 15 });
  });

  test("is not made again for one who looked before it was done; it is where only that one's look counts", async () => {
    await refusalOf(open());
    const recipe = await make(await claim());
    await askForCopy(fixture.deps, image, recipe);
    expect(await readWork()).toMatchObject({ state: "idle", fence: 1n });
    expect(wakes()).toBe(1);
    // The control: an ask that does not say what would be done already.
    await askForCopy(fixture.deps, image, null);
    expect(await readWork()).toMatchObject({ state: "due" });
    expect(wakes()).toBe(2);
  });
});

/** As if it had been made so long ago. */
async function age(days: number): Promise<void> {
  await fixture.db.orm
    .update(imageVariants)
    .set({ createdAt: sql`now() - ${days}::int * interval '1 day'` })
    .where(and(eq(imageVariants.imageId, image.imageId), eq(imageVariants.kind, "clean")));
}

describe("a copy that was made a week ago", () => {
  test("is let go, and made again for the next who asks", async () => {
    await refusalOf(open());
    const held = await claim();
    const key = copyKey(held, await make(held));
    await age(6);
    expect(await letCopiesGo(fixture.deps)).toEqual({ letGo: 0 });
    await age(8);
    expect(await letCopiesGo(fixture.deps)).toEqual({ letGo: 1 });
    const queued = await fixture.db.orm.select({ key: objectDeletions.key }).from(objectDeletions);
    expect(queued).toContainEqual({ key });
    expect(await refusalOf(open())).toBe("DOWNLOAD_NOT_READY");
    await make(await claim());
    expect(await text((await open()).bytes)).toBe(`copy of ${image.imageId}`);
    expect(await letCopiesGo(fixture.deps)).toEqual({ letGo: 0 });
  });

  test("stays while a worker is at it, or has set it aside", async () => {
    await refusalOf(open());
    await make(await claim());
    await age(8);
    await askForCopy(fixture.deps, image, null);
    expect(await letCopiesGo(fixture.deps)).toEqual({ letGo: 0 });
    const held = await claim();
    expect(await letCopiesGo(fixture.deps)).toEqual({ letGo: 0 });
    await failWork(fixture.deps, held, new GalleryError("IMAGE_DAMAGED"));
    expect(await letCopiesGo(fixture.deps)).toEqual({ letGo: 0 });
    expect(await refusalOf(open())).toBeNull();
  });

  test("is let go of one photo after the other, however many there are", async () => {
    const first = image;
    for (const imageId of [first.imageId, await addPhoto(fixture, ctx)]) {
      const [row] = await fixture.db.orm
        .select({ sha256: images.sha256 })
        .from(images)
        .where(eq(images.id, imageId));
      image = { ...first, imageId, sha256: row?.sha256 ?? new Uint8Array() };
      await refusalOf(open());
      await make(await claim());
      await age(8);
    }
    expect(await letCopiesGo(fixture.deps, { atOnce: 1 })).toEqual({ letGo: 2 });
  });
});

describe("a copy", () => {
  test("is on the page of tasks while it waits, and goes with its photo", async () => {
    await refusalOf(open());
    expect((await readTasksNow(ctx)).backlog).toEqual([
      { kind: "clean", due: 1, leased: 0, quarantined: 0 },
    ]);
    const held = await claim();
    const key = copyKey(held, await make(held));
    await trashImages(ctx, { imageIds: [image.imageId] });
    await purgeImages(ctx, { imageIds: [image.imageId] });
    const queued = await fixture.db.orm.select({ key: objectDeletions.key }).from(objectDeletions);
    expect(queued).toContainEqual({ key });
    // Somebody who had the page open asks for a photo that is gone.
    await askForCopy(fixture.deps, image, null);
    expect(await readWork()).toBeUndefined();
  });

  test("of another recipe is handed to nobody, but made anew", async () => {
    await refusalOf(open());
    await make(await claim());
    const former = { recipe: "0000000000000000-c0000000" };
    await fixture.db.orm
      .update(imageVariants)
      .set(former)
      .where(and(eq(imageVariants.imageId, image.imageId), eq(imageVariants.kind, "clean")));
    await fixture.db.orm
      .update(imageWork)
      .set({ doneRecipe: former.recipe })
      .where(and(eq(imageWork.imageId, image.imageId), eq(imageWork.kind, "clean")));
    expect(await readOutdated(ctx)).toEqual({ outdated: 0 });
    expect(await refusalOf(open())).toBe("DOWNLOAD_NOT_READY");
    expect(await readWork()).toMatchObject({ state: "due" });
    await make(await claim());
    expect(await text((await open()).bytes)).toBe(`copy of ${image.imageId}`);
    // It is deleted a week after that, as renditions are.
    await fixture.db.orm
      .update(imageVariants)
      .set({
        createdAt: sql`now() - case recipe when ${former.recipe} then 9 else 8 end * interval '1 day'`,
      })
      .where(and(eq(imageVariants.imageId, image.imageId), eq(imageVariants.kind, "clean")));
    expect(await dropOldVariants(fixture.deps)).toEqual({ dropped: 1 });
    expect(await refusalOf(open())).toBeNull();
  });

  test("whose file is gone is made again", async () => {
    await refusalOf(open());
    const held = await claim();
    const key = copyKey(held, await make(held));
    await fixture.deps.storage.delete(key);
    expect(await refusalOf(open())).toBe("DOWNLOAD_NOT_READY");
    await make(await claim());
    expect(await text((await open()).bytes)).toBe(`copy of ${image.imageId}`);
  });

  test("of which nothing can come is refused, and not tried again until a person says so", async () => {
    await refusalOf(open());
    const damaged = new GalleryError("IMAGE_DAMAGED");
    expect(await failWork(fixture.deps, await claim(), damaged)).toMatchObject({
      state: "quarantined",
    });
    expect(await refusalOf(open())).toBe("DOWNLOAD_REFUSED");
    await askForCopy(fixture.deps, image, null);
    expect(await readWork()).toMatchObject({ state: "quarantined" });
    expect(await retryImage(ctx, { imageId: image.imageId })).toEqual({ retried: 1 });
    expect(await refusalOf(open())).toBe("DOWNLOAD_NOT_READY");
    await make(await claim());
    expect(await refusalOf(open())).toBeNull();
  });
});
