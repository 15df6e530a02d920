import type { IncomingMessage, ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { waitFor } from "@homeport/testkit";
import { rstCodes, type Wheel } from "@homeport/tunnel";
import { expect, test } from "vitest";
import { loadTransport } from "../src/transport/load-transport.ts";
import { timesOf } from "./full-run.ts";
import { openTestBed, startTarget } from "./test-bed.ts";
import { testedTransport } from "./tested-transport.ts";

const aborts = timesOf(1_000, 10_000);
const atOnce = 50;

/** What the visitor has sent when it leaves. The app never comes to an end by itself. */
const requests = {
  "a request without an answer": "GET /mute HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a download": "GET /begun HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "an upload":
    "POST /begun HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
  "an upload of a declared length":
    "POST /begun HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100\r\n\r\npart",
  "an upgraded connection":
    "GET /up HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
};

/** An app that tells when it has seen the request of a visitor, and when that is gone. */
function countingApp() {
  const counts = { seen: 0, gone: 0 };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    counts.seen += 1;
    response.once("close", () => {
      counts.gone += 1;
    });
    if (request.url === "/begun") response.write("begun");
  };
  const onUpgrade = (_request: IncomingMessage, socket: Socket) => {
    counts.seen += 1;
    socket.on("error", () => undefined);
    // An orderly end may be half of a conversation; this app takes it for the end of it.
    socket.on("end", () => socket.end());
    socket.resume();
    socket.once("close", () => {
      counts.gone += 1;
    });
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
    );
  };
  return { counts, onRequest, onUpgrade };
}

/** Connections, timers and all else that keeps a process alive. */
function activeResources(): string[] {
  return process.getActiveResourcesInfo().toSorted();
}

test(
  `a visitor's abort reaches the target, and ${aborts} leave nothing behind`,
  async () => {
    let wheel: Wheel | undefined;
    const create = await loadTransport(testedTransport());
    const createTransport: typeof create = (deps) => {
      wheel = deps.wheel;
      return create(deps);
    };
    await using bed = await openTestBed({ relay: { createTransport } });
    const { counts, onRequest, onUpgrade } = countingApp();
    await using target = await startTarget(onRequest);
    target.server.on("upgrade", onUpgrade);
    const host = await bed.app("leavers", target.server);
    const texts = Object.values(requests).map((text) => text.replaceAll("HOST", host));

    async function visitAndLeave(from: number, count: number): Promise<void> {
      const seenBefore = counts.seen;
      const visitors = Array.from({ length: count }, (_, at) => {
        const socket = connect({ port: bed.relay.port, host: "127.0.0.1" });
        socket.on("error", () => undefined);
        socket.resume();
        socket.write(texts[(from + at) % texts.length] ?? "");
        return socket;
      });
      await waitFor(() => counts.seen === seenBefore + count, { deadlineMs: 10_000, everyMs: 2 });
      for (const [at, visitor] of visitors.entries()) {
        if (at % 2 === 0) visitor.destroy();
        else visitor.resetAndDestroy();
      }
      await waitFor(() => counts.gone === counts.seen, { deadlineMs: 10_000, everyMs: 2 });
    }

    await visitAndLeave(0, atOnce);
    await waitFor(() => bed.agent.openSockets.size === 0, { deadlineMs: 5_000 });
    const before = { resources: activeResources(), wheel: wheel?.size };
    for (let done = 0; done < aborts; done += atOnce) await visitAndLeave(done, atOnce);

    const { relay } = bed.relay;
    const [tunnel] = [...relay.registry.all()];
    await waitFor(() => relay.visitCount() === 0 && bed.agent.openSockets.size === 0, {
      deadlineMs: 5_000,
    });
    expect(counts).toEqual({ seen: aborts + atOnce, gone: aborts + atOnce });
    const expected = [`reset ${rstCodes.CANCELLED}`, "ended"];
    expect(bed.agent.streamEnds.filter((end) => !expected.includes(end))).toEqual([]);
    expect([tunnel?.pendingRequests, tunnel?.mux.activeStreams]).toEqual([0, 0]);
    expect([tunnel?.mux.status().windowBytes, bed.agent.mux.status().windowBytes]).toEqual([0, 0]);
    expect(wheel?.size).toBe(before.wheel);
    await waitFor(() => activeResources().length <= before.resources.length, { deadlineMs: 5_000 });
  },
  timesOf(30_000, 300_000),
);
