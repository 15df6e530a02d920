import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { createVirtualClock } from "@homeport/platform";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testLimits } from "../../test/test-limits.ts";
import { type Probe, probeOnce, untilReady } from "./probe.ts";

let servers: Server[];
beforeEach(() => {
  servers = [];
});
afterEach(() => {
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const http = { kind: "http", path: "/ready?all=1" } as const;
const patientMs = 10_000;

describe("a probe", () => {
  it.each([
    [200, true],
    [301, true],
    [404, true],
    [499, true],
    [500, false],
    [503, false],
  ])("over HTTP takes %i as %s", async (status, isReady) => {
    const asked: (string | undefined)[] = [];
    const port = await listen(
      createHttpServer((request, response) => {
        asked.push(request.url);
        response.writeHead(status, { location: "/elsewhere" }).end("x");
      }),
    );
    expect(await probeOnce(http, port, patientMs)).toBe(isReady);
    expect(asked).toEqual(["/ready?all=1"]);
  });

  it("over HTTP is not passed by what does not speak it, says nothing, or is not there", async () => {
    const rude = await listen(
      createServer((socket) =>
        socket
          .resume()
          .on("error", () => undefined)
          .end("SSH-2.0\r\n"),
      ),
    );
    const silent = await listen(
      createServer((socket) => socket.resume().on("error", () => undefined)),
    );
    expect(await probeOnce(http, rude, patientMs)).toBe(false);
    expect(await probeOnce({ kind: "tcp" }, rude, patientMs)).toBe(true);
    expect(await probeOnce(http, silent, 50)).toBe(false);
    const [server] = servers;
    await new Promise((resolve) => server?.close(resolve));
    expect(await probeOnce({ kind: "tcp" }, rude, patientMs)).toBe(false);
  });
});

describe("an app that gets ready", () => {
  const ready = (probe: Probe, port: number, rest: object = {}) => {
    const clock = createVirtualClock();
    const abort = new AbortController();
    const done = untilReady({
      ...{ probe, port, clock, limits: testLimits, settleMs: 0, lifeEveryMs: 0 },
      ...{ signal: abort.signal, hasEnded: async () => null, ...rest },
    });
    return { clock, abort, done };
  };

  it("is left alone for as long as it is to settle, and has to live until then", async () => {
    const port = await listen(createServer());
    let end: string | null = null;
    const { clock, done } = ready({ kind: "tcp" }, port, {
      settleMs: 60_000,
      hasEnded: async () => end,
    });
    await expect.poll(() => clock.pending()).toBe(1);
    await clock.advance(59_999);
    expect(clock.pending()).toBe(1);
    end = "it ended with code 1";
    const failed = expect(done).rejects.toMatchObject({ code: "EXITED", detail: end });
    await clock.advance(1);
    await failed;
  });

  it("is waited for no longer once nobody wants it", async () => {
    const { abort, clock, done } = ready({ kind: "tcp" }, 1);
    await expect.poll(() => clock.pending()).toBe(1);
    abort.abort(new Error("something newer"));
    await expect(done).rejects.toThrow("something newer");
  });
});
