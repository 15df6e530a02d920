import { Readable } from "node:stream";
import { schema } from "@homeport/db";
import { systemClock } from "@homeport/platform";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { createSender, jpegBytes, type Sender } from "../../test/sender.ts";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { reconcileWork } from "../work/reconcile.ts";
import { expireUploads } from "./expire.ts";
import { receiveBytes } from "./receive.ts";
import { countBytes, findUpload, takeLock } from "./store.ts";

const { galleryReconcile, objectDeletions, uploads } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;
let sender: Sender;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  await fixture.db.orm.delete(uploads);
  ctx = await fixture.organization();
  sender = createSender(fixture, ctx);
});

const idOf = (location: string) => location.split("/").at(-1) ?? "";
const pass = (over: Partial<GalleryDeps> = {}) =>
  reconcileWork({ ...fixture.deps, ...over }, { holder: "w1" });

/** Every byte has come, and the replica that took the last one was killed. */
async function leaveWhole(): Promise<string> {
  const bytes = jpegBytes(5_000);
  const id = idOf(await sender.begin(bytes.length));
  await takeLock(fixture.db.orm, id, "killed", 100);
  const row = await findUpload(fixture.db.orm, id);
  if (row === null) throw new Error("There is no upload");
  await receiveBytes(fixture.deps, { row, lockToken: "killed" }, Readable.from([bytes]));
  await endLocks([id]);
  return id;
}

/** The same, and its bytes have gone from the storage meanwhile. */
async function leaveBroken(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) ids.push(idOf(await sender.begin(100)));
  await fixture.db.orm
    .update(uploads)
    .set({ state: "finishing", offsetBytes: 100 })
    .where(inArray(uploads.id, ids));
  await endLocks(ids);
  return ids;
}

async function endLocks(ids: readonly string[]): Promise<void> {
  await fixture.db.orm
    .update(uploads)
    .set({ lockToken: null, lockExpiresAt: null })
    .where(inArray(uploads.id, [...ids]));
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await findUpload(fixture.db.orm, id))?.state;
}

async function endLives(): Promise<void> {
  await fixture.db.orm.update(uploads).set({ expiresAt: sql`now() - interval '1 second'` });
}

describe("an upload that came whole and was not finished", () => {
  test("is finished by a pass, also behind more than a pass looks at that cannot be", async () => {
    await leaveBroken(101);
    const good = await leaveWhole();
    expect(await pass()).toMatchObject({ finishedUploads: 0 });
    // What was tried may be tried again: there is more of it than of what was not.
    await fixture.db.orm
      .update(uploads)
      .set({ lockExpiresAt: sql`now() - interval '1 second'` })
      .where(isNotNull(uploads.lockExpiresAt));
    expect(await pass()).toMatchObject({ finishedUploads: 1 });
    expect(await stateOf(good)).toBe("done");
  });

  test("and cannot be ends a week after its last byte, and its bytes count no more", async () => {
    const [id = ""] = await leaveBroken(1);
    await pass();
    expect(await expireUploads(fixture.deps)).toEqual({ expired: 0 });
    expect(await countBytes(fixture.db.orm, ctx.organizationId)).toBe(100);
    await endLives();
    // Postponed, it is free all the same.
    expect(await expireUploads(fixture.deps)).toEqual({ expired: 1 });
    expect(await stateOf(id)).toBe("expired");
    expect(await countBytes(fixture.db.orm, ctx.organizationId)).toBe(0);
  });

  test("and is being finished at this moment is not ended under whoever does", async () => {
    const [id = ""] = await leaveBroken(1);
    await endLives();
    await takeLock(fixture.db.orm, id, "sender", 15_000);
    expect(await expireUploads(fixture.deps)).toEqual({ expired: 0 });
  });

  test("and was tried in vain is its sender's to finish at once", async () => {
    const [id = ""] = await leaveBroken(1);
    await pass();
    expect(await takeLock(fixture.db.orm, id, "sender", 15_000)).toBe("taken");
  });
});

describe("uploads of which nothing came for a week", () => {
  test("end however many they are, and what the storage keeps of them is deleted later", async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.push(idOf(await sender.begin(100)));
    await endLocks(ids);
    await endLives();
    const storage = {
      ...fixture.deps.storage,
      async abortParts() {
        throw new GalleryError("STORAGE_UNAVAILABLE");
      },
    };
    expect(await expireUploads({ ...fixture.deps, storage }, { atOnce: 2 })).toEqual({
      expired: 5,
    });
    const left = await fixture.db.orm
      .select({ key: uploads.objectKey, queued: objectDeletions.key })
      .from(uploads)
      .leftJoin(objectDeletions, eq(objectDeletions.key, uploads.objectKey))
      .where(and(inArray(uploads.id, ids), eq(uploads.state, "expired")));
    expect(left.map(({ queued }) => queued)).toEqual(left.map(({ key }) => key));
    expect(left).toHaveLength(5);
  });
});

describe("a pass that finishes uploads", () => {
  const leaseLeftMs = sql<number>`(extract(epoch from ${galleryReconcile.leaseUntil} - now()) * 1000)::float8`;

  test("holds its lease anew before each", async () => {
    await Promise.all([leaveWhole(), leaveWhole()]);
    const lefts: number[] = [];
    const storage = {
      ...fixture.deps.storage,
      async completeParts(parts: Parameters<typeof fixture.deps.storage.completeParts>[0]) {
        const [row] = await fixture.db.orm.select({ left: leaseLeftMs }).from(galleryReconcile);
        lefts.push(row?.left ?? 0);
        await fixture.db.orm
          .update(galleryReconcile)
          .set({ leaseUntil: sql`now() - interval '1 second'` });
        await fixture.deps.storage.completeParts(parts);
      },
    };
    expect(await pass({ storage })).toMatchObject({ finishedUploads: 2 });
    expect(Math.min(...lefts)).toBeGreaterThan(20_000);
  });

  test("leaves the rest to whoever has taken its lease", async () => {
    await Promise.all([leaveWhole(), leaveWhole()]);
    const storage = {
      ...fixture.deps.storage,
      async completeParts(parts: Parameters<typeof fixture.deps.storage.completeParts>[0]) {
        await fixture.db.orm
          .update(galleryReconcile)
          .set({ fenceToken: sql`${galleryReconcile.fenceToken} + 1` });
        await fixture.deps.storage.completeParts(parts);
      },
    };
    expect(await pass({ storage })).toMatchObject({ finishedUploads: 1 });
    await fixture.db.orm.update(galleryReconcile).set({ leaseUntil: null });
  });

  test("goes on to its queues after ten seconds of it", async () => {
    await Promise.all([leaveWhole(), leaveWhole(), leaveWhole()]);
    let nowMs = 0;
    const clock = {
      ...systemClock,
      monotonicMs: () => {
        nowMs += 4_000;
        return nowMs;
      },
    };
    expect(await pass({ clock })).toMatchObject({ finishedUploads: 2 });
  });
});
