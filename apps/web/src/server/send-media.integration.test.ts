import { createHash } from "node:crypto";
import { mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { GalleryError, type Media, openStorage } from "@homeport/gallery";
import { systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendError } from "./answer.ts";
import { sendMedia } from "./send-media.ts";

const stack = new AsyncDisposableStack();
const rendition = Buffer.from("a rendition of a harbour");
const sha256 = createHash("sha256").update(rendition).digest();
const key = "o/images/i/v/320.webp";
let folder = "";
let address = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-media-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const storage = await openStorage({ kind: "local-folder", url: undefined }, folder, systemRandom);
  await storage.put(key, Readable.from([rendition]), { sizeBytes: rendition.length, sha256 });
  const media: Media = {
    ...{ sizeBytes: rendition.length, format: "webp", isPublic: true },
    sha256: sha256.toString("hex"),
    async open(range) {
      const bytes = await storage.read(key, range);
      if (bytes === null) throw new GalleryError("IMAGE_NOT_FOUND");
      return bytes;
    },
  };
  const server = createServer((request, response) => {
    sendMedia(request, response, media, 0).catch((error) => sendError(response, error, "r"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => void server.close());
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
});
afterAll(() => stack.disposeAsync());

test("a rendition is answered whole, in part, or not again", async () => {
  const whole = await fetch(address);
  expect(await whole.text()).toBe(rendition.toString());
  const etag = whole.headers.get("etag") ?? "";
  const part = await fetch(address, { headers: { range: "bytes=2-10" } });
  expect([part.status, await part.text()]).toEqual([206, "rendition"]);
  expect(part.headers.get("content-range")).toBe(`bytes 2-10/${rendition.length}`);
  expect((await fetch(address, { headers: { "if-none-match": etag } })).status).toBe(304);
  expect((await fetch(address, { headers: { range: "bytes=99-" } })).status).toBe(416);
  const head = await fetch(address, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe(String(rendition.length));
});

test("a storage that is away is answered as such, with nothing that was meant for the rendition", async () => {
  const file = join(folder, key);
  await rename(file, `${file}.away`);
  // Whoever opens this turns in a circle: the storage is there, and fails.
  await symlink(file, file);
  try {
    const answer = await fetch(address, { headers: { range: "bytes=2-10" } });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: "STORAGE_UNAVAILABLE" } });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toBe("application/json");
    for (const name of ["etag", "content-range", "accept-ranges"]) {
      expect(answer.headers.get(name)).toBeNull();
    }
  } finally {
    await rm(file);
    await rename(`${file}.away`, file);
  }
});
