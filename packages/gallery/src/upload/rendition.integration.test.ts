import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { createSender, jpegBytes, type Sender } from "../../test/sender.ts";
import { writeSettings } from "../settings/store.ts";
import { getStorageStatus } from "../storage/status.ts";
import { claimWork } from "../work/claim.ts";

const { images, imageWork, objectDeletions } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;
let sender: Sender;

beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  ctx = await fixture.organization();
  sender = createSender(fixture, ctx);
});

/** Bytes that begin as a HEIC does. */
function heicBytes(sizeBytes: number): Buffer<ArrayBuffer> {
  const bytes = jpegBytes(sizeBytes);
  bytes.set(Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"));
  return bytes;
}

async function send(bytes: Buffer<ArrayBuffer>, metadata = {}, by = sender) {
  const location = await by.begin(bytes.length, metadata);
  const { status, headers } = await by.patch(location, 0, bytes);
  const said = (name: string) => headers.get(`Homeport-${name}`) ?? "";
  return { status, result: said("Upload-Result"), imageId: said("Image-Id"), location };
}

const renditionOf = (forId: string) => ({ role: "rendition", forId, filename: "a.jpg" });

async function readImage(imageId: string) {
  const [image] = await fixture.db.orm.select().from(images).where(eq(images.id, imageId));
  return image;
}

async function readDue(imageId: string): Promise<string[]> {
  const rows = await fixture.db.orm.select().from(imageWork).where(eq(imageWork.imageId, imageId));
  return rows.filter((row) => row.state === "due").map((row) => row.kind);
}

async function codeOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json();
  return `${answer.status} ${JSON.stringify(body).match(/"code":"(\w+)"/)?.[1]}`;
}

describe("a HEIC", () => {
  test("takes of the quota what its conversion takes, and one that came too late takes nothing", async () => {
    await writeSettings(fixture.db.orm, ctx.organizationId, 0, { quotaBytes: 100_000 });
    const { imageId } = await send(heicBytes(50_000));
    const tooLate = await sender.begin(10_000, renditionOf(imageId));
    await send(jpegBytes(30_000), renditionOf(imageId));
    await sender.patch(tooLate, 0, jpegBytes(10_000));
    const { kinds } = await getStorageStatus(ctx);
    expect(kinds).toContainEqual({ kind: "conversions", files: 1, bytes: 30_000 });
    expect(await codeOf(await sender.create(20_001))).toBe("507 QUOTA_EXCEEDED");
    expect((await sender.create(20_000)).status).toBe(201);
  });

  test("waits for a rendition, and is read meanwhile", async () => {
    const { result, imageId } = await send(heicBytes(50_000));
    expect(result).toBe("created");
    expect(await readImage(imageId)).toMatchObject({
      format: "heic",
      processing: "needs_rendition",
    });
    expect(await readDue(imageId)).toEqual(["metadata"]);
  });

  test("has the pixels of the first rendition that arrives, and keeps its original", async () => {
    const original = heicBytes(50_000);
    const { imageId } = await send(original);
    const rendition = jpegBytes(40_000);
    const attached = await send(rendition, renditionOf(imageId));
    expect(attached).toMatchObject({ result: "attached", imageId });
    expect(await readImage(imageId)).toMatchObject({ format: "heic", processing: "received" });
    expect((await readDue(imageId)).toSorted()).toEqual(["ingest", "metadata"]);
    expect(fixture.woken).toContain(`ingest-${imageId}`);
    const claimed = await claimWork(fixture.deps, { kind: "ingest", imageId }, "w");
    if (claimed.kind !== "claimed") throw new Error("Nothing was claimed");
    const { storage } = fixture.deps;
    const stored = async (key: string) =>
      Buffer.concat((await (await storage.read(key))?.toArray()) ?? []);
    expect(await stored(claimed.claim.pixels.key)).toEqual(rendition);
    expect(await stored(claimed.claim.original.key)).toEqual(original);
  });

  test("keeps the one that it has when another is sent, whose file is to be deleted", async () => {
    const { imageId } = await send(heicBytes(50_000));
    await send(jpegBytes(40_000), renditionOf(imageId));
    const before = await readImage(imageId);
    expect(await send(jpegBytes(30_000), renditionOf(imageId))).toMatchObject({
      result: "attached",
      imageId,
    });
    expect((await readImage(imageId))?.renditionKey).toBe(before?.renditionKey);
    const queued = await fixture.db.orm.select().from(objectDeletions);
    expect(queued.filter(({ key }) => key.includes(`${imageId}/r/`))).toHaveLength(1);
    expect(queued.map(({ key }) => key)).not.toContain(before?.renditionKey);
  });
});

describe("a rendition is refused", () => {
  test("of a photo that is decoded here, of none, and of nothing", async () => {
    const { imageId } = await send(jpegBytes(20_000));
    const ofPhoto = await sender.create(10, renditionOf(imageId));
    expect(await codeOf(ofPhoto)).toBe("404 IMAGE_NOT_FOUND");
    expect(await codeOf(await sender.create(10, renditionOf("none")))).toBe("404 IMAGE_NOT_FOUND");
    const ofNothing = await sender.create(10, { role: "rendition" });
    expect(await codeOf(ofNothing)).toBe("400 UPLOAD_INVALID");
    const noRendition = await sender.create(10, { forId: imageId });
    expect(await codeOf(noRendition)).toBe("400 UPLOAD_INVALID");
  });

  test("from a member who has not uploaded the photo, and from another organization", async () => {
    const { imageId } = await send(heicBytes(50_000));
    const { userId } = await fixture.organization();
    const member = createSender(fixture, { ...ctx, userId }, { mayPublish: () => false });
    expect(await codeOf(await member.create(10, renditionOf(imageId)))).toBe("404 IMAGE_NOT_FOUND");
    const own = createSender(fixture, ctx, { mayPublish: () => false });
    expect((await own.create(10, renditionOf(imageId))).status).toBe(201);
    const stranger = createSender(fixture, await fixture.organization());
    expect(await codeOf(await stranger.create(10, renditionOf(imageId)))).toBe(
      "404 IMAGE_NOT_FOUND",
    );
  });

  test("that is no JPEG, and its photo goes on waiting", async () => {
    const { imageId } = await send(heicBytes(50_000));
    const refused = await send(heicBytes(40_000), renditionOf(imageId));
    expect(refused.status).toBe(415);
    expect(await readImage(imageId)).toMatchObject({ processing: "needs_rendition" });
  });
});
