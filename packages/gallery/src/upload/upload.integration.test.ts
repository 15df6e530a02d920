import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { schema } from "@homeport/db";
import { waitFor } from "@homeport/testkit";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { brokenBody, createSender, jpegBytes, type Sender } from "../../test/sender.ts";
import { writeSettings } from "../settings/store.ts";
import { receiveBytes } from "./receive.ts";
import { findUpload, takeLock } from "./store.ts";

const { auditEntries, images, imageWork, objectDeletions, uploads } = schema;

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

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function readImages() {
  return await fixture.db.orm
    .select()
    .from(images)
    .where(eq(images.organizationId, ctx.organizationId));
}

async function codeOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json();
  return `${answer.status} ${JSON.stringify(body).match(/"code":"(\w+)"/)?.[1]}`;
}

describe("an upload", () => {
  test("becomes a draft whose first rendition is due", async () => {
    const bytes = jpegBytes(300_000);
    const location = await sender.begin(bytes.length, { lastModifiedMs: "1700000000000" });
    expect(location).toMatch(/^\/api\/v1\/uploads\/[0-9a-f-]{36}$/);
    const answer = await sender.patch(location, 0, bytes);
    expect(answer.status).toBe(204);
    expect(answer.headers.get("homeport-upload-result")).toBe("created");
    const [image] = await readImages();
    expect(image).toMatchObject({
      id: answer.headers.get("homeport-image-id"),
      format: "jpeg",
      originalName: "harbour.jpg",
      sizeBytes: bytes.length,
      publication: "draft",
      processing: "received",
      reach: "none",
      uploadedBy: ctx.userId,
      sortAt: new Date(1_700_000_000_000),
    });
    expect(Buffer.from(image?.sha256 ?? []).toString("hex")).toBe(sha256(bytes));
    const stored = await fixture.deps.storage.read(image?.originalKey ?? "");
    expect(sha256(Buffer.concat((await stored?.toArray()) ?? []))).toBe(sha256(bytes));
    const work = await fixture.db.orm
      .select()
      .from(imageWork)
      .where(eq(imageWork.imageId, image?.id ?? ""));
    expect(work).toMatchObject([{ kind: "ingest", state: "due" }]);
    expect(fixture.woken).toContain(`ingest-${image?.id}`);
    const audited = await fixture.db.orm
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.targetId, image?.id ?? ""));
    expect(audited).toMatchObject([{ action: "image.upload", actorId: ctx.userId }]);
  });

  test("tells of each byte as it is received, so that its memory can be collected", async () => {
    let received = 0;
    const deps = {
      ...fixture.deps,
      receivedBytes: (byteCount: number) => {
        received += byteCount;
      },
    };
    const own = createSender({ ...fixture, deps }, ctx);
    const bytes = jpegBytes(300_000);
    await own.patch(await own.begin(bytes.length), 0, bytes);
    expect(received).toBe(bytes.length);
  });

  test("that is cut goes on at any replica, from the last byte that arrived, with its hash", async () => {
    const bytes = jpegBytes(3_000_000);
    const location = await sender.begin(bytes.length);
    const replicas = [sender, createSender(fixture, ctx), createSender(fixture, ctx)];
    let offset = 0;
    for (let cut = 0; offset < bytes.length; cut += 1) {
      const replica = replicas[cut % replicas.length] ?? sender;
      const arrived = bytes.subarray(offset, offset + 70_000 + cut * 37_111);
      await replica.patch(location, offset, brokenBody(arrived));
      const stands = await (replicas[(cut + 1) % replicas.length] ?? sender).head(location);
      const now = Number(stands.headers.get("upload-offset"));
      expect(now).toBe(offset + arrived.length);
      offset = now;
    }
    const [image] = await readImages();
    expect(Buffer.from(image?.sha256 ?? []).toString("hex")).toBe(sha256(bytes));
  });

  test("goes on hashing where the state is missing or of another version", async () => {
    const bytes = jpegBytes(200_000);
    for (const state of [null, Buffer.from("another version")]) {
      const part = Buffer.concat([bytes, Buffer.from(String(state))]);
      const location = await sender.begin(part.length);
      await sender.patch(location, 0, brokenBody(part.subarray(0, 100_000)));
      const id = location.split("/").at(-1) ?? "";
      await fixture.db.orm.update(uploads).set({ hashState: state }).where(eq(uploads.id, id));
      await sender.patch(location, 100_000, part.subarray(100_000));
      const found = await readImages();
      expect(found.map((each) => Buffer.from(each.sha256).toString("hex"))).toContain(sha256(part));
    }
  });

  test("of bytes that are there already adds nothing, and its file is to be deleted", async () => {
    const bytes = jpegBytes(100_000);
    const first = await sender.patch(await sender.begin(bytes.length), 0, bytes);
    const again = await sender.begin(bytes.length, { filename: "copy.jpg" });
    const second = await sender.patch(again, 0, bytes);
    expect(second.headers.get("homeport-upload-result")).toBe("duplicate");
    expect(second.headers.get("homeport-image-id")).toBe(first.headers.get("homeport-image-id"));
    expect(await readImages()).toHaveLength(1);
    const [row] = await fixture.db.orm
      .select()
      .from(uploads)
      .where(eq(uploads.id, again.split("/").at(-1) ?? ""));
    const queued = await fixture.db.orm
      .select()
      .from(objectDeletions)
      .where(eq(objectDeletions.key, row?.objectKey ?? ""));
    expect(queued).toHaveLength(1);
  });

  test("whose last answer was lost is told of its result by HEAD, also after a kill before the end", async () => {
    const bytes = jpegBytes(90_000);
    const location = await sender.begin(bytes.length);
    const id = location.split("/").at(-1) ?? "";
    await takeLock(fixture.db.orm, id, "killed", 100);
    const row = await findUpload(fixture.db.orm, id);
    if (row === null) throw new Error("There is no upload");
    await receiveBytes(fixture.deps, { row, lockToken: "killed" }, Readable.from([bytes]));
    expect((await findUpload(fixture.db.orm, id))?.state).toBe("finishing");
    for (let asked = 0; asked < 2; asked += 1) {
      const answer = await sender.head(location);
      expect(answer.headers.get("upload-offset")).toBe(String(bytes.length));
      expect(answer.headers.get("homeport-upload-result")).toBe("created");
    }
    expect(await readImages()).toHaveLength(1);
  });

  test("in another place than the row's is refused, and so is one that is over", async () => {
    const bytes = jpegBytes(100_000);
    const location = await sender.begin(bytes.length);
    expect(await codeOf(await sender.patch(location, 5, bytes.subarray(5)))).toBe(
      "409 UPLOAD_OFFSET",
    );
    expect((await sender.delete(location)).status).toBe(204);
    expect(await codeOf(await sender.patch(location, 0, bytes))).toBe("410 UPLOAD_EXPIRED");
    const left = await readdir(join(fixture.folder), { recursive: true });
    expect(left.filter((name) => name.includes(location.split("/").at(-1) ?? ""))).toEqual([]);
  });

  test("of somebody else does not exist", async () => {
    const location = await sender.begin(1_000);
    const stranger = createSender(fixture, await fixture.organization());
    expect(await codeOf(await stranger.patch(location, 0, jpegBytes(1_000)))).toBe(
      "404 UPLOAD_NOT_FOUND",
    );
    expect((await stranger.head(location)).status).toBe(404);
    expect((await stranger.delete(location)).status).toBe(404);
    const dismissed = createSender(fixture, ctx, { mayUpload: () => false });
    expect((await dismissed.head(location)).status).toBe(404);
    expect((await sender.head(location)).status).toBe(200);
  });

  test("waits for another request's lock, which that gives up with what it has", async () => {
    const bytes = jpegBytes(10_000_000);
    const location = await sender.begin(bytes.length);
    const id = location.split("/").at(-1) ?? "";
    const sent = bytes.subarray(0, 9_000_000);
    const stuck = sender.patch(
      location,
      0,
      new ReadableStream({ start: (controller) => controller.enqueue(sent) }),
    );
    await waitFor(async () => (await findUpload(fixture.db.orm, id))?.offsetBytes, {
      deadlineMs: 15_000,
    });
    const other = createSender(fixture, ctx);
    const offset = Number((await other.head(location)).headers.get("upload-offset"));
    expect(offset).toBe(sent.length);
    await stuck;
    const answer = await other.patch(location, offset, bytes.subarray(offset));
    expect(answer.headers.get("homeport-upload-result")).toBe("created");
  });

  test("whose lock another request gives up to nobody is refused after a while, and stands where it stood", async () => {
    const location = await sender.begin(1_000);
    const id = location.split("/").at(-1) ?? "";
    await takeLock(fixture.db.orm, id, "another request", 60_000);
    const answer = await sender.patch(location, 0, jpegBytes(1_000));
    expect(await codeOf(answer)).toBe("423 UPLOAD_LOCKED");
    expect((await findUpload(fixture.db.orm, id))?.offsetBytes).toBe(0);
  });

  test("is one of eight that a person sends at once", async () => {
    const stopping = new AbortController();
    const busy = createSender(fixture, ctx, {}, stopping.signal);
    const locations = await Promise.all(Array.from({ length: 8 }, () => busy.begin(1_000)));
    const underWay = locations.map((location) => busy.patch(location, 0, new ReadableStream()));
    const answer = await busy.create(1_000);
    expect(await codeOf(answer)).toBe("429 TOO_MANY_UPLOADS");
    stopping.abort();
    await Promise.all(underWay);
    expect((await createSender(fixture, ctx).create(1_000)).status).toBe(201);
  });

  test("is told how far it is by a replica that stops, and goes on at another", async () => {
    const bytes = jpegBytes(1_000_000);
    const stopping = new AbortController();
    const leaving = createSender(fixture, ctx, {}, stopping.signal);
    const location = await leaving.begin(bytes.length);
    const id = location.split("/").at(-1) ?? "";
    const sent = bytes.subarray(0, 700_000);
    const underWay = leaving.patch(
      location,
      0,
      new ReadableStream({ start: (controller) => controller.enqueue(sent) }),
    );
    // Less than all of it: what no step holds yet is kept by the stop.
    await waitFor(async () => (await findUpload(fixture.db.orm, id))?.offsetBytes, {
      deadlineMs: 15_000,
    });
    stopping.abort();
    const told = await underWay;
    expect([told.status, told.headers.get("upload-offset")]).toEqual([204, String(sent.length)]);
    expect(told.headers.get("connection")).toBe("close");
    const late = await leaving.patch(location, sent.length, bytes.subarray(sent.length));
    const stands = Number((await sender.head(location)).headers.get("upload-offset"));
    expect([late.status === 204 || late.status === 423, stands >= sent.length]).toEqual([
      true,
      true,
    ]);
    const answer = await sender.patch(location, stands, bytes.subarray(stands));
    expect(answer.headers.get("homeport-upload-result")).toBe("created");
  });
});

describe("an upload is refused", () => {
  test.each([
    ["empty", 0, {}, "400 FILE_EMPTY"],
    ["over the size limit", 65 * 1024 * 1024, {}, "413 FILE_TOO_LARGE"],
    ["for an album that there is not", 10, { albumId: "none" }, "404 ALBUM_NOT_FOUND"],
    [
      "for an organization that is not the sender's",
      10,
      { organizationId: "x" },
      "403 NOT_PERMITTED",
    ],
    ["with metadata that says nothing", 10, { sha256: "abc" }, "400 UPLOAD_INVALID"],
  ])("before a byte of it is sent: %s", async (_what, bytes, metadata, refusal) => {
    expect(await codeOf(await sender.create(bytes, metadata))).toBe(refusal);
  });

  test("where the quota does not hold it beside what is on its way", async () => {
    await writeSettings(fixture.db.orm, ctx.organizationId, 0, { quotaBytes: 1_000 });
    await sender.begin(600);
    expect(await codeOf(await sender.create(600))).toBe("507 QUOTA_EXCEEDED");
  });

  test("as soon as its first bytes tell that it is no photo, whatever its name says", async () => {
    const svg = Buffer.alloc(400_000, "<svg xmlns='http://www.w3.org/2000/svg'>");
    const location = await sender.begin(svg.length, {
      filename: "photo.jpg",
      filetype: "image/jpeg",
    });
    expect(await codeOf(await sender.patch(location, 0, svg))).toBe("415 UNSUPPORTED_FORMAT");
    expect((await sender.head(location)).status).toBe(415);
    expect(await readImages()).toHaveLength(0);
  });

  test("when other bytes came than were declared, and nothing of it is kept", async () => {
    const bytes = jpegBytes(50_000);
    const location = await sender.begin(bytes.length, { sha256: sha256(Buffer.from("other")) });
    expect(await codeOf(await sender.patch(location, 0, bytes))).toBe("460 CHECKSUM_MISMATCH");
    expect(await readImages()).toHaveLength(0);
  });
});
