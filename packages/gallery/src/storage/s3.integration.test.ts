import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { refusalOf } from "../../test/fixture.ts";
import { openS3, type S3Fixture } from "../../test/s3-storage.ts";
import { noParts, type Parts, partBytes, type StorageDriver } from "./driver.ts";
import { troubleOf } from "./trouble.ts";

let s3: S3Fixture;
let storage: StorageDriver;
beforeAll(async () => {
  s3 = await openS3();
  storage = s3.storage;
});
afterAll(() => s3[Symbol.asyncDispose]());
afterEach(() => s3.server.meet(null));

const expectedOf = (bytes: Uint8Array) => ({
  sizeBytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest(),
});

async function put(key: string, bytes: Uint8Array, expected = expectedOf(bytes)): Promise<void> {
  const half = Math.ceil(bytes.length / 2);
  await storage.put(key, Readable.from([bytes.subarray(0, half), bytes.subarray(half)]), expected);
}

async function troubleWith(act: Promise<unknown>): Promise<string> {
  return await act.then(
    () => "none",
    (error: unknown) => troubleOf(error),
  );
}

let named = 0;
function newParts(lengthBytes: number): Parts {
  named += 1;
  const id = `o/uploads/p${named}`;
  return { key: `o/images/p${named}/original`, id, lengthBytes, kept: noParts };
}

/** Puts bytes piece by piece, as a row would remember them. */
async function putAll(parts: Parts, pieces: readonly Uint8Array[]): Promise<Parts> {
  let now = { ...parts, kept: await storage.startParts(parts) };
  let offset = 0;
  for (const piece of pieces) {
    now = { ...now, kept: await storage.putPart(now, offset, [piece]) };
    offset += piece.length;
  }
  return now;
}

describe("an object in a bucket", () => {
  test("whose storage ends in the midst of it says that it was the storage", async () => {
    const bytes = Buffer.alloc(300_000, "harbour ");
    await put("o/broken", bytes);
    s3.server.meet(({ method }) => (method === "GET" ? "broken-answer" : null));
    const stream = await storage.read("o/broken");
    expect(await refusalOf(buffer(stream ?? Readable.from([])))).toBe("STORAGE_UNAVAILABLE");
  });

  test("is whole under its key, with no byte of framing, or is not there", async () => {
    const bytes = Buffer.alloc(1_000, "harbour ");
    await put("o/a", bytes);
    expect(await storage.head("o/a")).toEqual({ sizeBytes: 1_000 });
    expect(await buffer((await storage.read("o/a")) ?? Readable.from([]))).toEqual(bytes);
    const range = await storage.read("o/a", { startByte: 1, endByte: 3 });
    expect(await text(range ?? Readable.from([]))).toBe("arb");
    const other = put("o/b", bytes, expectedOf(Buffer.alloc(1_000)));
    expect(await refusalOf(other)).toBe("ORIGINAL_CORRUPT");
    expect(await storage.head("o/b")).toBeNull();
    expect(await storage.read("o/b")).toBeNull();
    await storage.delete("o/a");
    await storage.delete("o/a");
    expect(await storage.head("o/a")).toBeNull();
  });

  test("is not said to be put before the storage shows its size", async () => {
    s3.server.meet(({ method }) => (method === "HEAD" ? { status: 404, code: "NotFound" } : null));
    expect(await troubleWith(put("o/c", Buffer.from("harbour")))).toBe("differs");
  });

  test("is listed by prefix, in order, after a cursor", async () => {
    for (const key of ["l/b", "l/a", "m/a"]) await put(key, Buffer.from(key));
    const list = async (prefix: string, cursor: string | null) =>
      (await storage.list(prefix, cursor)).map(({ key, sizeBytes }) => [key, sizeBytes]);
    expect(await list("l/", null)).toEqual([
      ["l/a", 3],
      ["l/b", 3],
    ]);
    expect(await list("l/", "l/a")).toEqual([["l/b", 3]]);
  });

  test("is made once by create", async () => {
    expect(await storage.create("o/marker", "one")).toBe(true);
    expect(await storage.create("o/marker", "two")).toBe(false);
    expect(await text((await storage.read("o/marker")) ?? Readable.from([]))).toBe("one");
  });
});

describe("an object in parts", () => {
  test("has equal ones but the last, whatever sizes its bytes come in, and none of it is kept aside", async () => {
    const bytes = Buffer.alloc(partBytes * 2 + 100_000, "tide");
    const cuts = [0, 100_000, 250_000, partBytes + 7, partBytes + 8, bytes.length];
    const pieces = cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
    const before = s3.server.requests.length;
    const parts = await putAll(newParts(bytes.length), pieces);
    await storage.completeParts(parts);
    await storage.completeParts(parts);
    const sizes = s3.server.requests
      .slice(before)
      .filter(({ method, query }) => method === "PUT" && query.has("partNumber"))
      .map(({ sizeBytes }) => sizeBytes);
    expect(sizes).toEqual([partBytes, partBytes, 100_000]);
    expect(parts.kept.tail).toBeNull();
    const whole = await buffer((await storage.read(parts.key)) ?? Readable.from([]));
    expect(whole.equals(bytes)).toBe(true);
  });

  test("keeps what the row names when a request that lost its lock writes late", async () => {
    const bytes = Buffer.from("harbour and tide");
    const begun = await putAll(newParts(bytes.length), [bytes.subarray(0, 7)]);
    const row = { ...begun, kept: await storage.putPart(begun, 7, [bytes.subarray(7, 12)]) };
    await storage.putPart(begun, 7, [bytes.subarray(7, 8)]);
    const parts = { ...row, kept: await storage.putPart(row, 12, [bytes.subarray(12)]) };
    await storage.completeParts(parts);
    expect(await text((await storage.read(parts.key)) ?? Readable.from([]))).toBe(String(bytes));
  });

  test("is complete when the answer that said so was lost", async () => {
    const parts = await putAll(newParts(7), [Buffer.from("harbour")]);
    s3.server.meet(({ method }) => (method === "POST" ? "lost-answer" : null));
    await storage.completeParts(parts);
    expect(await storage.head(parts.key)).toEqual({ sizeBytes: 7 });
  });

  test("shows its first bytes only while they fill no part", async () => {
    const started = await putAll(newParts(partBytes + 5), [Buffer.from("harbour")]);
    expect(await text((await storage.readParts(started, 4)) ?? Readable.from([]))).toBe("harb");
    const kept = await storage.putPart(started, 7, [Buffer.alloc(partBytes - 7)]);
    expect(await storage.readParts({ ...started, kept }, 4)).toBeNull();
  });
});

describe("a storage", () => {
  test("that is busy or loses its connection once is asked again", async () => {
    for (const fault of ["busy", "cut"] as const) {
      let met = 0;
      s3.server.meet(({ method }) => (method === "PUT" && met++ === 0 ? fault : null));
      const parts = await putAll(newParts(3), [Buffer.from("sea")]);
      await storage.completeParts(parts);
      expect(await storage.head(parts.key)).toEqual({ sizeBytes: 3 });
    }
  });

  test.each([
    ["AccessDenied", 403, "denied"],
    ["RequestTimeTooSkewed", 403, "clock"],
    ["PermanentRedirect", 301, "region"],
    ["SignatureDoesNotMatch", 403, "key"],
    ["InternalError", 500, "busy"],
  ])("that answers %s is told as such", async (code, status, trouble) => {
    s3.server.meet(() => ({ status, code }));
    const error: unknown = await storage.list("", null).catch((reason: unknown) => reason);
    expect([troubleOf(error), Reflect.get(Object(error), "code")]).toEqual([
      trouble,
      "STORAGE_UNAVAILABLE",
    ]);
  });

  test("that is not there, has no such bucket or knows no such key is told as such", async () => {
    const { url, credentials } = s3.server;
    const nobody = s3.open({ url: "s3://photos?endpoint=http://127.0.0.1:1&pathStyle=1" });
    expect(await troubleWith(nobody.list("", null))).toBe("unreachable");
    const elsewhere = s3.open({ url: url.replace("s3://photos", "s3://nobody") });
    expect(await troubleWith(elsewhere.list("", null))).toBe("bucket");
    const stranger = s3.open({ credentials: { ...credentials, accessKeyId: "STRANGER" } });
    expect(await troubleWith(stranger.list("", null))).toBe("key");
  });
});
