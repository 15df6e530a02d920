import { createHash } from "node:crypto";
import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { brokenBody, createSender, jpegBytes } from "../../test/sender.ts";
import { trashImages } from "../image/change-images.ts";
import { checkUploads } from "./check.ts";
import { cancelUpload, getUpload, listUploads, readUploadLimits } from "./own-uploads.ts";

let fixture: GalleryFixture;
let ctx: OwnerContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const idOf = (location: string) => location.split("/").at(-1) ?? "";

test("a hash is known once its bytes have arrived, in the trash too, and in no other organization", async () => {
  const bytes = jpegBytes(5_000);
  const sender = createSender(fixture, ctx);
  const asked = { sha256: [sha256(bytes), sha256(Buffer.from("other"))] };
  expect((await checkUploads(ctx, asked)).known).toEqual([]);
  const answer = await sender.patch(await sender.begin(bytes.length), 0, bytes);
  const imageId = answer.headers.get("homeport-image-id") ?? "";
  const known = { sha256: sha256(bytes), imageId };
  expect(await checkUploads(ctx, asked)).toEqual({
    organizationId: ctx.organizationId,
    known: [{ ...known, isTrashed: false }],
  });
  await trashImages(ctx, { imageIds: [imageId] });
  expect((await checkUploads(ctx, asked)).known).toEqual([{ ...known, isTrashed: true }]);
  expect((await checkUploads(await fixture.organization(), asked)).known).toEqual([]);
});

test("a file on its way is listed, told of and ended by its sender alone", async () => {
  const own = await fixture.organization();
  const sender = createSender(fixture, own);
  const location = await sender.begin(9_000, { filename: "folder/harbour.jpg" });
  await sender.patch(location, 0, brokenBody(jpegBytes(4_000)));
  const uploadId = idOf(location);
  const expected = { uploadId, filename: "harbour.jpg", state: "open", offsetBytes: 4_000 };
  expect(await listUploads(own)).toMatchObject([expected]);
  expect(await getUpload(own, { uploadId })).toMatchObject({ ...expected, imageId: null });
  const colleague = { ...own, actor: ctx.actor };
  for (const stranger of [ctx, colleague]) {
    expect(await listUploads(stranger)).toEqual([]);
    for (const act of [getUpload, cancelUpload]) {
      expect(await refusalOf(act(stranger, { uploadId }))).toBe("UPLOAD_NOT_FOUND");
    }
  }
  await cancelUpload(own, { uploadId });
  expect(await listUploads(own)).toEqual([]);
  expect(await fixture.deps.storage.list(own.organizationId, null)).toEqual([]);
  expect(await refusalOf(cancelUpload(own, { uploadId }))).toBe("UPLOAD_EXPIRED");
  const { auditEntries } = schema;
  const audited = await fixture.db.orm
    .select({ action: auditEntries.action })
    .from(auditEntries)
    .where(eq(auditEntries.targetId, uploadId));
  expect(audited).toContainEqual({ action: "image.upload-cancel" });
});

test("the limit that people are told is the one that uploads are held to", async () => {
  const { maxUploadBytes } = readUploadLimits(ctx);
  const sender = createSender(fixture, ctx);
  expect((await sender.create(maxUploadBytes)).status).toBe(201);
  expect((await sender.create(maxUploadBytes + 1)).status).toBe(413);
});
