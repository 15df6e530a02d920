import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startProgram } from "../program.ts";
import { openDownload } from "./download.ts";
import { echoFor } from "./echo.ts";
import { timeFirstEvent } from "./first-event.ts";
import { requestAtPace } from "./requests.ts";
import { upload } from "./upload.ts";
import { verifyBytes } from "./verify-bytes.ts";
import type { Way } from "./way.ts";

let stack: AsyncDisposableStack;

beforeEach(() => {
  stack = new AsyncDisposableStack();
});
afterEach(() => stack.disposeAsync());

const wayTo = (port: number): Way => ({ port, host: "bench.localhost", headers: {} });

async function wayToTarget(): Promise<Way> {
  const stage = { stack, profileFolder: null };
  return wayTo((await startProgram(stage, "target", "target.ts")).port);
}

/** Something between visitor and target that says exactly this to whoever asks. */
async function wayToLiar(says: string, isOver = false): Promise<Way> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => (isOver ? socket.end(says) : socket.write(says)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return wayTo((server.address() as AddressInfo).port);
}

const head = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;

describe("the visitors", () => {
  it("find nothing wrong with the target itself", async () => {
    const way = await wayToTarget();
    await verifyBytes(way, 1_000_000);
    await openDownload(way, "/bytes/3000001").done;
    await upload(way, 3_000_001);
    expect(await timeFirstEvent(way)).toBeGreaterThan(0);
    const { timesMs } = await echoFor(way, { connections: 2, seconds: 0.1 });
    expect(timesMs.length).toBeGreaterThan(2);
    const { signal } = new AbortController();
    const pace = { perSecond: 100, connections: 4, seconds: 0.2, signal };
    expect(await requestAtPace(way, pace)).toHaveLength(20);
  });

  it("stop taking bytes when they stall, and stay", async () => {
    const way = await wayToTarget();
    const download = openDownload(way, `/bytes/${2 ** 30}`);
    await download.head;
    download.stall();
    const atStall = download.receivedBytes;
    await verifyBytes(way, 1_024);
    expect(download.receivedBytes).toBe(atStall);
    download.leave();
    await expect(download.done).rejects.toThrow("ended after");
  });
});

describe("a download is refused", () => {
  it("at the first wrong byte", async () => {
    const way = await wayToLiar(`${head(12)}homeporthomE`);
    await expect(openDownload(way, "/").done).rejects.toThrow("wrong bytes after 0");
  });

  it("when it ends too early, or does not end where it should", async () => {
    const early = await wayToLiar(`${head(16)}homeport`, true);
    await expect(openDownload(early, "/").done).rejects.toThrow("ended after 8 of 16 bytes");
    const late = await wayToLiar(`${head(8)}homeporthome`);
    await expect(openDownload(late, "/").done).rejects.toThrow("more than 8 bytes");
  });

  it("when it is no 200 with a length, or its head has no end", async () => {
    const refusal = await wayToLiar("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    await expect(openDownload(refusal, "/").head).rejects.toThrow("no 200 with a length");
    const endless = await wayToLiar(`HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(4_000)}`);
    await expect(openDownload(endless, "/").head).rejects.toThrow("the head has no end");
  });
});

describe("others are refused", () => {
  it("when the target counts other bytes than were sent", async () => {
    const way = await wayToLiar(`${head(1)}7`);
    await expect(upload(way, 8_000)).rejects.toThrow("200 7 instead of 200 8000");
  });

  it("when the first event is another", async () => {
    const way = await wayToLiar(`${head(20)}data: second\n\n`);
    await expect(timeFirstEvent(way)).rejects.toThrow("is no first event");
  });

  it("when nothing is upgraded, or the echo says something else", async () => {
    const plan = { connections: 1, seconds: 1 };
    await expect(echoFor(await wayToLiar(head(0)), plan)).rejects.toThrow(
      "200 instead of an upgrade",
    );
    const liar = await wayToLiar(
      `HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n${"?".repeat(64)}`,
    );
    await expect(echoFor(liar, plan)).rejects.toThrow("the echo said something else");
  });
});
