import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { arrivingBody } from "./request-body.ts";

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

/** As much as waits for its reader without holding up its sender. */
const sizeBytes = 40_000;

/** How much a reader gets that begins only once it is known that the sender, who promised more, is gone. */
async function readCut(bodyOf: (asked: IncomingMessage) => Bytes): Promise<number> {
  const counted = Promise.withResolvers<number>();
  const server = createServer(async (asked) => {
    const body = bodyOf(asked);
    await new Promise((resolve) => asked.once("close", resolve));
    let bytes = 0;
    try {
      for await (const chunk of body) bytes += chunk.length;
    } catch {
      // A body that fails gives what was read before.
    }
    counted.resolve(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : undefined;
  const headers = { "content-length": 2 * sizeBytes };
  const sending = request({ method: "PATCH", host: "127.0.0.1", port, headers });
  sending.on("error", () => undefined);
  await new Promise((resolve) => sending.write(Buffer.alloc(sizeBytes, 1), resolve));
  sending.destroy();
  try {
    return await counted.promise;
  } finally {
    server.close();
  }
}

test("a body whose connection is cut ends behind the last byte that arrived", async () => {
  expect(await readCut(arrivingBody)).toBe(sizeBytes);
});

test("control: a body that fails there takes along what had arrived", async () => {
  const failing = (asked: IncomingMessage) => Readable.toWeb(asked) as Bytes;
  expect(await readCut(failing)).toBeLessThan(sizeBytes);
});
