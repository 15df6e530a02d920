import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFailingStorage, createHastyStorage } from "../../test/failing-storage.ts";
import { type GalleryFixture, openFixture } from "../../test/fixture.ts";
import { openS3, type S3Fixture } from "../../test/s3-storage.ts";
import { type Cut, sendWithCuts } from "../../test/send-with-cuts.ts";
import { brokenBody, createSender, jpegBytes } from "../../test/sender.ts";
import type { StorageDriver } from "../storage/driver.ts";

const isFull = process.env["FULL"] === "1";
/** More than one part; with FULL=1 the size that people send. */
const sizeBytes = isFull ? 300 * 1024 ** 2 : 10 * 1024 ** 2 + 12_345;
const cuts = 50;
const everyCut: readonly Cut[] = [
  "connection",
  "connection",
  "connection",
  "before-step",
  "after-step",
];
const deaths: readonly Cut[] = ["before-step", "after-step"];
/** Of the bytes, sent more than once. */
const mostTwice = 0.03;

let fixture: GalleryFixture;
let s3: S3Fixture;
beforeAll(async () => {
  [fixture, s3] = await Promise.all([openFixture(), openS3()]);
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Replicas that know nothing of each other, each over its own way to the same storage. */
async function openReplicas(storage: StorageDriver) {
  const ctx = await fixture.organization();
  const senders = Array.from({ length: 3 }, () =>
    createSender({ deps: { ...fixture.deps, storage, maxUploadBytes: sizeBytes } }, ctx),
  );
  return { ctx, senders };
}

/** The hash of what is stored, whatever the row says. */
async function readBack(storage: StorageDriver, organizationId: string, imageId: string) {
  const stored = await storage.read(`${organizationId}/images/${imageId}/original`);
  const hash = createHash("sha256");
  for await (const chunk of stored ?? Readable.from([])) hash.update(chunk);
  return hash.digest("hex");
}

function shareTwice(sentBytes: number): number {
  return (sentBytes - sizeBytes) / sizeBytes;
}

function print(where: string, sentBytes: number): void {
  const share = (shareTwice(sentBytes) * 100).toFixed(2);
  process.stdout.write(`${where}: ${share} % of ${sizeBytes} bytes were sent twice\n`);
}

async function sendCut(storage: StorageDriver, kinds: readonly Cut[], times = cuts) {
  const failing = createFailingStorage(storage);
  const { ctx, senders } = await openReplicas(failing.storage);
  const bytes = jpegBytes(sizeBytes);
  const sending = await sendWithCuts(bytes, {
    ...{ replicas: senders, cuts: times, seed: 7, kinds },
    onCut: (cut, endBytes) => {
      if (cut === "connection") return;
      failing.killAt(endBytes, cut === "before-step" ? "before" : "after");
    },
  });
  const stored = await readBack(storage, ctx.organizationId, sending.imageId);
  return { ...sending, isWhole: stored === sha256(bytes) };
}

/** With fewer cuts, as many steps to each of them as there are in the size that people send. */
const deathTimes = isFull ? cuts : 10;
function withScaledSteps(storage: StorageDriver): StorageDriver {
  return isFull ? storage : { ...storage, stepBytes: 32 * 1024 };
}

test.each([
  ["a folder", () => fixture.deps.storage],
  ["S3", () => s3.storage],
])(
  "an upload cut 50 times over three replicas arrives with its hash in %s",
  { timeout: 600_000 },
  async (where, storageOf) => {
    const killed = await sendCut(storageOf(), everyCut);
    expect(killed).toMatchObject({ isWhole: true, cuts });
    if (isFull) print(`${where}, two cuts of five a death`, killed.sentBytes);
  },
);

test("no byte is sent twice where connections alone are lost", { timeout: 600_000 }, async () => {
  const cutOff = await sendCut(fixture.deps.storage, ["connection"]);
  expect(cutOff).toMatchObject({ isWhole: true, sentBytes: sizeBytes });
});

test("less than 3 % is sent twice in a folder although every cut is the death of a replica", {
  timeout: 600_000,
}, async () => {
  const killed = await sendCut(withScaledSteps(fixture.deps.storage), deaths, deathTimes);
  expect(killed.isWhole).toBe(true);
  expect(shareTwice(killed.sentBytes)).toBeLessThan(mostTwice);
  if (isFull) print("a folder, every cut a death", killed.sentBytes);
});

test("control: more is sent twice where progress is kept in memory until a request ends", {
  timeout: 600_000,
}, async () => {
  const forgetful = { ...fixture.deps.storage, stepBytes: Number.MAX_SAFE_INTEGER };
  const killed = await sendCut(forgetful, deaths, deathTimes);
  expect(killed.isWhole).toBe(true);
  expect(shareTwice(killed.sentBytes)).toBeGreaterThan(mostTwice);
  if (isFull) print("control, every cut a death", killed.sentBytes);
});

test("an offset that is saved before its bytes does not pass for an upload that arrived", async () => {
  const hasty = createHastyStorage(fixture.deps.storage);
  const { ctx, senders } = await openReplicas(hasty.storage);
  const bytes = jpegBytes(1_000_000);
  const sending = await sendWithCuts(bytes, {
    ...{ replicas: senders, cuts: 5, seed: 7, kinds: ["connection"] },
    onCut: () => hasty.kill(),
  });
  const stored = await readBack(fixture.deps.storage, ctx.organizationId, sending.imageId);
  expect(stored).not.toBe(sha256(bytes));
});

test("a request of 100 KB makes progress on S3", async () => {
  const { ctx, senders } = await openReplicas(s3.storage);
  const [one, two] = senders;
  if (one === undefined || two === undefined) throw new Error("There are no replicas");
  const bytes = jpegBytes(450_000);
  const location = await one.begin(bytes.length);
  for (let offset = 0; offset < 400_000; offset += 100_000) {
    await one.patch(location, offset, brokenBody(bytes.subarray(offset, offset + 100_000)));
    const stands = (await two.head(location)).headers.get("upload-offset");
    expect(stands).toBe(String(offset + 100_000));
  }
  const answer = await two.patch(location, 400_000, bytes.subarray(400_000));
  const imageId = answer.headers.get("homeport-image-id") ?? "";
  expect(await readBack(s3.storage, ctx.organizationId, imageId)).toBe(sha256(bytes));
  const left = await s3.storage.list(`${ctx.organizationId}/uploads/`, null);
  expect(left).toEqual([]);
});
