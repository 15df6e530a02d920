import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { schema } from "@homeport/db";
import { systemRandom } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GalleryFixture, openFixture, refusalOf } from "../../test/fixture.ts";
import { GalleryError } from "../errors.ts";
import { deleteObjects } from "./delete-objects.ts";
import { noParts } from "./driver.ts";
import { createFileStorage } from "./file.ts";
import { checkStorageIdentity } from "./identity.ts";
import { markerKey, objectKey } from "./key.ts";
import { queueDeletions } from "./store.ts";

let fixture: GalleryFixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const expectedOf = (bytes: string) => ({
  sizeBytes: Buffer.byteLength(bytes),
  sha256: createHash("sha256").update(bytes).digest(),
});

async function put(key: string, bytes: string, expected = expectedOf(bytes)): Promise<void> {
  await fixture.deps.storage.put(key, Readable.from([Buffer.from(bytes)]), expected);
}

async function read(key: string, range?: { startByte: number; endByte: number }) {
  const stream = await fixture.deps.storage.read(key, range);
  return stream === null ? null : await text(stream);
}

test("an object is whole under its key, or is not there", async () => {
  await put("o/images/a/original", "harbour");
  expect(await read("o/images/a/original")).toBe("harbour");
  expect(await read("o/images/a/original", { startByte: 1, endByte: 3 })).toBe("arb");
  expect(await fixture.deps.storage.head("o/images/a/original")).toEqual({ sizeBytes: 7 });
  const other = put("o/images/b/original", "half", expectedOf("whole"));
  expect(await refusalOf(other)).toBe("ORIGINAL_CORRUPT");
  expect(await read("o/images/b/original")).toBeNull();
  expect(await readdir(join(fixture.folder, "o/images/b"))).toEqual([]);
});

test("parts that come twice, or past the end, give the same object", async () => {
  const { storage } = fixture.deps;
  const parts = { key: "o/images/c/original", id: "o/uploads/c", lengthBytes: 7, kept: noParts };
  await storage.putPart(parts, 0, [Buffer.from("har")]);
  await storage.putPart(parts, 3, [Buffer.from("bour and more")]);
  await storage.putPart(parts, 3, [Buffer.from("bo"), Buffer.from("ur")]);
  await storage.completeParts(parts);
  await storage.completeParts(parts);
  expect(await read(parts.key)).toBe("harbour");
});

test("whoever else finishes the same upload at the same time finds it whole", async () => {
  const { storage } = fixture.deps;
  for (let round = 0; round < 30; round++) {
    const place = { key: `p/images/${round}/original`, id: `p/uploads/${round}` };
    const parts = { ...place, lengthBytes: 7, kept: noParts };
    await storage.putPart(parts, 0, [Buffer.from("harbour")]);
    await Promise.all(Array.from({ length: 4 }, () => storage.completeParts(parts)));
    expect(await read(parts.key)).toBe("harbour");
  }
});

test("keys are listed in order, without what is being written", async () => {
  for (const name of ["b/c", "a/d", "b.c", "a/b/c"]) await put(`l/${name}`, "1");
  const { storage } = fixture.deps;
  const list = async (prefix: string, cursor: string | null) =>
    (await storage.list(prefix, cursor)).map(({ key }) => key);
  expect(await list("l/", null)).toEqual(["l/a/b/c", "l/a/d", "l/b.c", "l/b/c"]);
  expect(await list("l/", "l/a/b/c")).toEqual(["l/a/d", "l/b.c", "l/b/c"]);
  expect(await list("l/b", "l/b.c")).toEqual(["l/b/c"]);
  expect(await storage.list("l/b/", null)).toMatchObject([{ key: "l/b/c", sizeBytes: 1 }]);
});

test.each(["..", "a/b", "", "a b", "a..b"])("a key of %j is refused", (part) => {
  expect(() => objectKey("o", part)).toThrow("may not hold");
});

test("a storage that does not answer is told as such", async () => {
  const broken = createFileStorage("/proc/self/mem", systemRandom);
  const refused = broken.put("a", Readable.from([]), expectedOf(""));
  expect(await refusalOf(refused)).toBe("STORAGE_UNAVAILABLE");
});

test("a file is deleted once its day is over, unless a row names it again", async () => {
  await put("o/images/d/original", "gone");
  await queueDeletions(fixture.db.orm, ["o/images/d/original"]);
  expect(await deleteObjects(fixture.deps)).toEqual({ deleted: 0, kept: 0, failed: 0 });
  await fixture.db.orm.update(schema.objectDeletions).set({ notBefore: sql`now()` });
  const ctx = await fixture.organization();
  await fixture.db.orm.insert(schema.images).values({
    ...{ id: "d", organizationId: ctx.organizationId, originalKey: "o/images/d/original" },
    ...{ originalName: "d", format: "jpeg", sizeBytes: 4, sha256: Buffer.alloc(32) },
    ...{ accessKey: "k", sortAt: new Date() },
  });
  expect(await deleteObjects(fixture.deps)).toEqual({ deleted: 0, kept: 1, failed: 0 });
  await fixture.db.orm.delete(schema.images);
  await queueDeletions(fixture.db.orm, ["o/images/d/original"]);
  await fixture.db.orm.update(schema.objectDeletions).set({ notBefore: sql`now()` });
  expect(await deleteObjects(fixture.deps)).toEqual({ deleted: 1, kept: 0, failed: 0 });
  expect(await read("o/images/d/original")).toBeNull();
});

test("files that no row names go however many there are, and a storage that deletes none is asked once", async () => {
  const keys = ["a", "b", "c", "d", "e"].map((id) => `o/images/${id}/original`);
  for (const key of keys) await put(key, "some");
  await queueDeletions(fixture.db.orm, keys);
  await fixture.db.orm.update(schema.objectDeletions).set({ notBefore: sql`now()` });
  let asked = 0;
  const away = {
    ...fixture.deps.storage,
    async delete() {
      asked += 1;
      throw new GalleryError("STORAGE_UNAVAILABLE");
    },
  };
  const options = { atOnce: 2 };
  const failing = await deleteObjects({ ...fixture.deps, storage: away }, options);
  expect(failing).toEqual({ deleted: 0, kept: 0, failed: 2 });
  expect(asked).toBe(2);
  await fixture.db.orm.update(schema.objectDeletions).set({ notBefore: sql`now()` });
  expect(await deleteObjects(fixture.deps, options)).toMatchObject({ deleted: 5 });
  for (const key of keys) expect(await read(key)).toBeNull();
});

test("two replicas with two folders of their own do not both work", async () => {
  const folder = await mkdtemp(join(tmpdir(), "homeport-gallery-"));
  const { db, storage, random } = fixture.deps;
  const own = { db, storage, random };
  const elsewhere = { db, random, storage: createFileStorage(folder, random) };
  try {
    await Promise.all(Array.from({ length: 5 }, () => checkStorageIdentity(own)));
    expect(await refusalOf(checkStorageIdentity(elsewhere))).toBe("STORAGE_MISMATCH");
    expect(await elsewhere.storage.read(markerKey)).toBeNull();
    await elsewhere.storage.create(markerKey, "another");
    expect(await refusalOf(checkStorageIdentity(elsewhere))).toBe("STORAGE_MISMATCH");
    expect(await refusalOf(checkStorageIdentity(own))).toBeNull();
  } finally {
    await rm(folder, { recursive: true });
  }
});
