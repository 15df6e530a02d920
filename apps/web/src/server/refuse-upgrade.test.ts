import { createServer, get } from "node:http";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { PlatformError } from "@homeport/platform";
import { expect, test } from "vitest";
import { refuseUpgrade } from "./refuse-upgrade.ts";

async function askUpgrade(error: PlatformError) {
  const server = createServer();
  server.on("upgrade", (_request, socket) => refuseUpgrade(socket, error));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : undefined;
  const headers = { connection: "Upgrade", upgrade: "websocket" };
  try {
    return await new Promise<{
      status: number | undefined;
      wait: string | undefined;
      body: unknown;
    }>((resolve, reject) => {
      get({ host: "127.0.0.1", port, headers }, async (answer) => {
        const body: unknown = JSON.parse(await text(answer));
        resolve({ status: answer.statusCode, wait: answer.headers["retry-after"], body });
      }).once("error", reject);
    });
  } finally {
    server.close();
  }
}

test("an upgrade that a stopping replica refuses is told so, and when to come again", async () => {
  expect(await askUpgrade(new PlatformError("DRAINING"))).toMatchObject({
    ...{ status: 503, wait: "1" },
    body: { error: { code: "DRAINING", retryable: true, retryAfterMs: 1_000 } },
  });
});

test("an upgrade where nothing is upgraded is answered 404, without a time to come again", async () => {
  expect(await askUpgrade(new PlatformError("NOT_FOUND"))).toMatchObject({
    ...{ status: 404, wait: undefined },
    body: { error: { code: "NOT_FOUND", retryable: false } },
  });
});

test("a far end that resets the connection while it is refused ends nothing but that", () => {
  const socket = new PassThrough();
  refuseUpgrade(socket, new PlatformError("DRAINING"));
  socket.emit("error", new Error("ECONNRESET"));
  expect(socket.destroyed).toBe(true);
});
