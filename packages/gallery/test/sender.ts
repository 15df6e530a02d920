import { randomBytes } from "node:crypto";
import { createUploadHandler, type Uploader } from "../src/index.ts";
import type { LockTimes } from "../src/upload/locker.ts";
import type { GalleryFixture, OwnerContext } from "./fixture.ts";

/** Quick enough for a test, in the same proportions. */
const lockTimes: LockTimes = { lifeMs: 1_500, renewEveryMs: 300, pollEveryMs: 30, waitMs: 5_000 };

const path = "/api/v1/uploads";

type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** Speaks tus to one replica's handler, as a browser would. */
export interface Sender {
  create(bytes: number, metadata?: Record<string, string>): Promise<Response>;
  /** The path of a new upload. */
  begin(bytes: number, metadata?: Record<string, string>): Promise<string>;
  patch(location: string, offset: number, body: Body): Promise<Response>;
  head(location: string): Promise<Response>;
  delete(location: string): Promise<Response>;
}

export function createSender(
  fixture: Pick<GalleryFixture, "deps">,
  ctx: OwnerContext,
  uploader: Partial<Uploader> = {},
  stopping: AbortSignal = new AbortController().signal,
): Sender {
  const answer = createUploadHandler(fixture.deps, { path, lockTimes, stopping });
  const me: Uploader = {
    userId: ctx.userId,
    request: ctx,
    mayUpload: (organizationId) => organizationId === ctx.organizationId,
    mayPublish: () => ctx.permissions.has("gallery.publish"),
    ...uploader,
  };
  const send = (method: string, target: string, headers: Record<string, string>, body?: Body) =>
    answer(
      new Request(`http://console.test${target}`, {
        method,
        headers: { "Tus-Resumable": "1.0.0", ...headers },
        ...(body === undefined ? {} : { body, duplex: "half" }),
      }),
      me,
    );
  const create: Sender["create"] = (bytes, metadata = {}) =>
    send("POST", path, {
      "Upload-Length": String(bytes),
      "Upload-Metadata": Object.entries({
        organizationId: ctx.organizationId,
        filename: "harbour.jpg",
        ...metadata,
      })
        .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
        .join(","),
    });
  return {
    create,
    async begin(bytes, metadata) {
      const made = await create(bytes, metadata);
      const location = made.headers.get("location");
      if (location === null) throw new Error(`No upload: ${made.status} ${await made.text()}`);
      return location;
    },
    patch: (location, offset, body) =>
      send(
        "PATCH",
        location,
        { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
        body,
      ),
    head: (location) => send("HEAD", location, {}),
    delete: (location) => send("DELETE", location, {}),
  };
}

/** Bytes that begin as a JPEG does; nothing here decodes them. */
export function jpegBytes(sizeBytes: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(randomBytes(sizeBytes));
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

/** A body that breaks off after some bytes, as a lost connection does. */
export function brokenBody(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) {
        controller.error(new Error("The connection was lost"));
        return;
      }
      sent = true;
      controller.enqueue(bytes);
    },
  });
}
