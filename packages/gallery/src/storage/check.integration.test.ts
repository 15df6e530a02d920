import { createHash } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { schema } from "@homeport/db";
import { systemRandom } from "@homeport/platform";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { openS3, type S3Fixture } from "../../test/s3-storage.ts";
import { brokenBody, createSender, jpegBytes } from "../../test/sender.ts";
import { checkStorage, type StorageCheck } from "./check.ts";
import type { StorageDriver } from "./driver.ts";
import { createFileStorage } from "./file.ts";
import { checkStorageIdentity } from "./identity.ts";
import { getStorageStatus } from "./status.ts";
import { sweepOwnStorage, sweepStorage } from "./sweep.ts";

const { objectDeletions, storageIdentity } = schema;

let fixture: GalleryFixture;
let s3: S3Fixture;
let ctx: OwnerContext;
beforeAll(async () => {
  [fixture, s3] = await Promise.all([openFixture(), openS3()]);
  ctx = await fixture.organization();
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
});
afterEach(() => s3.server.meet(null));

const over = (storage: StorageDriver): OwnerContext => ({ ...ctx, storage });

/** What failed, and of what. */
const failuresOf = ({ steps }: StorageCheck) =>
  steps.filter(({ state }) => state === "failed").map(({ step, trouble }) => `${step}: ${trouble}`);

describe("a check of the storage", () => {
  test.each([
    ["a folder", () => fixture.deps.storage],
    ["S3", () => s3.storage],
  ])("does all that photos need of %s, and leaves nothing", async (_where, storageOf) => {
    const check = await checkStorage(over(storageOf()));
    expect(failuresOf(check)).toEqual([]);
    expect(check.isWell).toBe(true);
    expect(check.steps.map(({ step }) => step)).toEqual([
      ...["put", "head", "read", "range", "list", "parts", "delete"],
    ]);
    expect(await storageOf().list(`${ctx.organizationId}/uploads/`, null)).toEqual([]);
  });

  test.each([
    ["SignatureDoesNotMatch", "key"],
    ["RequestTimeTooSkewed", "clock"],
    ["AuthorizationHeaderMalformed", "region"],
    ["NoSuchBucket", "bucket"],
    ["AccessDenied", "denied"],
  ])("says of %s what is wrong, and goes no further", async (code, trouble) => {
    s3.server.meet(() => ({ status: 403, code }));
    const { steps, isWell } = await checkStorage(over(s3.storage));
    expect(isWell).toBe(false);
    expect(steps[0]).toMatchObject({ step: "put", state: "failed", trouble });
    expect(steps[0]?.sentence).toMatch(/^[A-Z].+\.$/);
    expect(new Set(steps.slice(1).map(({ state }) => state))).toEqual(new Set(["skipped"]));
  });

  test("names the one thing that a key may not do", async () => {
    s3.server.meet(({ method }) =>
      method === "DELETE" ? { status: 403, code: "AccessDenied" } : null,
    );
    expect(failuresOf(await checkStorage(over(s3.storage)))).toEqual(["delete: denied"]);
  });

  test("says when other bytes come back than were written", async () => {
    const { storage } = s3;
    const forgetful: StorageDriver = {
      ...storage,
      read: async () => Readable.from([Buffer.from("something else")]),
    };
    expect(failuresOf(await checkStorage(over(forgetful)))).toEqual([
      ...["read: differs", "range: differs", "parts: differs"],
    ]);
  });

  test("does not wait for ever for a storage that says nothing", async () => {
    const silent: StorageDriver = { ...s3.storage, put: () => new Promise<never>(() => undefined) };
    const check = await checkStorage(over(silent), { stepDeadlineMs: 50 });
    expect(failuresOf(check)).toEqual(["put: unreachable"]);
    const nobody = s3.open({ url: "s3://photos?endpoint=http://127.0.0.1:1&pathStyle=1" });
    expect(failuresOf(await checkStorage(over(nobody)))).toEqual(["put: unreachable"]);
  });

  test("is for those who run the gallery alone", async () => {
    const member = { ...ctx, permissions: new Set(["gallery.read", "gallery.upload"]) };
    for (const act of [checkStorage, getStorageStatus, sweepOwnStorage]) {
      expect(await refusalOf(act(member))).toBe("NOT_PERMITTED");
    }
  });
});

test("the marker is made once by replicas that begin at once on S3, which compares nothing when it writes", async () => {
  const orm = fixture.db.orm;
  await orm.delete(storageIdentity);
  const { db, random } = fixture.deps;
  const own = { db, random, storage: s3.storage };
  await Promise.all(Array.from({ length: 5 }, () => checkStorageIdentity(own)));
  expect(await refusalOf(checkStorageIdentity(own))).toBeNull();
  await orm.delete(storageIdentity);
});

test("the state of the storage says where it is and what each kind takes, of one's own organization alone", async () => {
  const own = await fixture.organization();
  await checkStorageIdentity(fixture.deps);
  await addPhoto(fixture, own);
  await addPhoto(fixture, await fixture.organization());
  const status = await getStorageStatus(own);
  expect(status).toMatchObject({
    driver: "file",
    place: fixture.folder,
    quotaBytes: null,
    leaving: 0,
  });
  expect(status.identity?.storageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(status.kinds.map(({ kind, files }) => [kind, files])).toEqual([
    ["originals", 1],
    ["webp", 1],
  ]);
  expect(JSON.stringify({ ...s3.storage })).not.toContain(s3.server.credentials.secretAccessKey);
});

describe("a sweep of the storage", () => {
  async function put(key: string, ageHours: number): Promise<string> {
    const bytes = Buffer.from(key);
    const sha256 = createHash("sha256").update(bytes).digest();
    const expected = { sizeBytes: bytes.length, sha256 };
    await fixture.deps.storage.put(key, Readable.from([bytes]), expected);
    const at = new Date(Date.now() - ageHours * 3_600_000);
    await utimes(join(fixture.folder, key), at, at);
    return key;
  }

  async function queued(organizationId: string): Promise<string[]> {
    const rows = await fixture.db.orm.select({ key: objectDeletions.key }).from(objectDeletions);
    return rows.map(({ key }) => key).filter((key) => key.startsWith(organizationId));
  }

  test("queues what no row names and is older than a day, and nothing else", async () => {
    const own = await fixture.organization();
    const { organizationId } = own;
    await checkStorageIdentity(fixture.deps);
    const imageId = await addPhoto(fixture, own);
    const sender = createSender(fixture, own);
    const location = await sender.begin(1_000);
    await sender.patch(location, 0, brokenBody(jpegBytes(500)));
    const uploadId = location.split("/").at(-1) ?? "";
    const aged = new Date(Date.now() - 48 * 3_600_000);
    for (const key of [`images/${imageId}/original`, `uploads/${uploadId}`]) {
      await utimes(join(fixture.folder, organizationId, key), aged, aged);
    }
    const lost = await put(`${organizationId}/images/gone/original`, 25);
    const tail = await put(`${organizationId}/uploads/gone.abc.tail`, 25);
    await put(`${organizationId}/images/new/original`, 23);
    await put(`${organizationId}/uploads/${uploadId}.abc.tail`, 25);
    await put(`${organizationId}/archives/a.tar`, 900);
    const elsewhere = await put("other/images/gone/original", 25);
    expect(await sweepOwnStorage(own)).toMatchObject({ unnamed: 2, isWhole: true });
    expect((await queued(organizationId)).sort()).toEqual([lost, tail].sort());
    expect(await queued("other")).toEqual([]);
    await sweepStorage(fixture.deps);
    expect(await queued("other")).toEqual([elsewhere]);
  });

  test("ends where it is told to, and says that it is not whole", async () => {
    expect(await sweepStorage(fixture.deps, { pagesMost: 1 })).toMatchObject({ isWhole: false });
    const stopped = sweepStorage(fixture.deps, { signal: AbortSignal.abort(new Error("stop")) });
    await expect(stopped).rejects.toThrow("stop");
  });

  test("judges no storage but this installation's", async () => {
    const storage = createFileStorage(join(fixture.folder, "elsewhere"), systemRandom);
    await storage.create("o/images/a/original", "somebody's");
    const refused = await refusalOf(sweepStorage({ ...fixture.deps, storage }));
    expect(refused).toBe("STORAGE_MISMATCH");
    const queuedThere = await fixture.db.orm
      .select()
      .from(objectDeletions)
      .where(eq(objectDeletions.key, "o/images/a/original"));
    expect(queuedThere).toEqual([]);
  });
});
