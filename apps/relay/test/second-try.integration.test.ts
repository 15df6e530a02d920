import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { waitFor } from "@homeport/testkit";
import { closeCodes, rstCodes } from "@homeport/tunnel";
import { describe, expect, test } from "vitest";
import { ask, errorOf } from "./ask.ts";
import type { TestAgent } from "./test-agent.ts";
import { startRawTarget } from "./test-bed.ts";
import { openTestFleet, type TestFleet } from "./test-fleet.ts";
import { addApp } from "./test-stores.ts";

const echo = { relays: 3, target: echoBody } as const;

async function echoBody(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.end(`${request.method} ${Buffer.concat(chunks)}`);
}

function kill(agent: TestAgent): void {
  agent.mux.destroy(closeCodes.INTERNAL, "killed");
}

describe("the gap of an agent restart", () => {
  test.each([
    ["at the relay that held it", 1],
    ["at another relay", 0],
  ])("holds a request %s until the agent is back, and answers it", async (_name, at) => {
    await using fleet = await openTestFleet(echo);
    const agent = await fleet.dial(1);
    const { host } = fleet.app;
    await ask(fleet.relay(at).port, { host });
    kill(agent);
    await agent.ended;
    const asked = ask(fleet.relay(at).port, { host, method: "POST", body: "kept" });
    await waitFor(() => fleet.relay(at).relay.forwarding.holds.count === 1, { deadlineMs: 2_000 });
    await fleet.dial(2);
    const answer = await asked;
    expect([answer.status, answer.body.toString()]).toEqual([200, "POST kept"]);
    expect(fleet.relay(at).relay.forwarding.holds.count).toBe(0);
  });

  test.each([
    ["at the relay that holds it", 1],
    ["at another relay", 0],
  ])(
    "holds a request %s also while the agent of before finishes what it has",
    async (_name, at) => {
      await using fleet = await openTestFleet(echo);
      const agent = await fleet.dial(1);
      const { host } = fleet.app;
      // A body of unknown length never leaves a stream behind that a later request could use: that would be served,
      // since the agent finishes what it has.
      const headers = { "Transfer-Encoding": "chunked" };
      await ask(fleet.relay(at).port, { host, method: "POST", headers, body: "first" });
      agent.mux.goAway(closeCodes.AGENT_STOP, 10_000, "the agent stops");
      await fleet.relay(1).tunnels(fleet.host.hostId, 0);
      const asked = ask(fleet.relay(at).port, { host, method: "POST", body: "kept" });
      await waitFor(() => fleet.relay(at).relay.forwarding.holds.count === 1, {
        deadlineMs: 2_000,
      });
      await fleet.dial(2);
      const answer = await asked;
      expect([answer.status, answer.body.toString()]).toEqual([200, "POST kept"]);
      expect(agent.mux.closed).toBe(false);
    },
  );

  test("ends after three seconds without the agent, and a host long gone is refused at once", async () => {
    await using fleet = await openTestFleet({
      ...echo,
      relay: { limits: { lossMs: 2_000, holdMs: 1_000 } },
    });
    const agent = await fleet.dial(0);
    kill(agent);
    await agent.ended;
    const { port } = fleet.relay(0);
    const startedMs = performance.now();
    const held = await ask(port, { host: fleet.app.host });
    expect([held.status, errorOf(held).code]).toEqual([503, "HOST_OFFLINE"]);
    expect(performance.now() - startedMs).toBeGreaterThan(900);
    await waitFor(() => performance.now() - startedMs > 2_100, { deadlineMs: 3_000 });
    const againMs = performance.now();
    const refused = await ask(port, { host: fleet.app.host });
    expect(errorOf(refused).code).toBe("HOST_OFFLINE");
    expect(performance.now() - againMs).toBeLessThan(500);
  });
});

/** An app whose target answers the first request by what the test does to its agent. */
async function appThatBreaks(fleet: TestFleet, name: string, onRequest: (socket: Socket) => void) {
  const seen: string[] = [];
  const target = await startRawTarget((socket) => {
    socket.once("data", (bytes) => {
      seen.push(String(bytes).split(" ", 1)[0] ?? "");
      if (seen.length === 1) onRequest(socket);
      else socket.end("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nagain");
    });
  });
  const app = await addApp(fleet.stores, { hostId: fleet.host.hostId, name, target: target.url });
  for (const relay of fleet.relays) await relay.knows(app.appId);
  return { seen, host: app.host, [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
}

describe("a tunnel that is lost before an answer", () => {
  test.each([
    ["here", 0],
    ["behind a peer", 2],
  ])("is made up for by the host's other tunnel for a GET, %s", async (_name, at) => {
    await using fleet = await openTestFleet(echo);
    const first = await fleet.dial(0, { slot: 0 });
    const others = [await fleet.dial(1, { slot: 1 })];
    await fleet.published(2);
    await using app = await appThatBreaks(fleet, "breaks", () => {
      for (const agent of [first, ...others]) if (agent.mux.activeStreams > 0) kill(agent);
    });
    const answer = await ask(fleet.relay(at).port, { host: app.host });
    expect([answer.status, answer.body.toString()]).toEqual([200, "again"]);
    expect(app.seen).toEqual(["GET", "GET"]);
  });

  test.each([
    ["here", 0],
    ["behind a peer", 2],
  ])("a POST is never sent twice once a byte was delivered, %s", async (_name, at) => {
    await using fleet = await openTestFleet(echo);
    const agents = [await fleet.dial(0, { slot: 0 }), await fleet.dial(1, { slot: 1 })];
    await fleet.published(2);
    await using app = await appThatBreaks(fleet, "breaks", () => {
      for (const agent of agents) if (agent.mux.activeStreams > 0) kill(agent);
    });
    const answer = await ask(fleet.relay(at).port, {
      host: app.host,
      method: "POST",
      body: "once",
    });
    expect([answer.status, errorOf(answer).code]).toEqual([502, "TUNNEL_LOST"]);
    expect(app.seen).toEqual(["POST"]);
  });

  test("control: sending again after every reset sends the POST twice", async () => {
    await using fleet = await openTestFleet({
      ...echo,
      relay: {
        seams: {
          // The planted fault: every loss is told as one before which nothing was delivered.
          transport: (own) => ({
            ...own,
            request: (carried) =>
              own.request({
                ...carried,
                open: (events) =>
                  carried.open({
                    onData: (bytes) => events.onData(bytes),
                    onEnd: () => events.onEnd(),
                    onDrain: () => events.onDrain?.(),
                    onClose: (end) =>
                      events.onClose(
                        end.kind === "lost"
                          ? {
                              ...{ kind: "reset", by: "peer", deliveredBytes: 0 },
                              code: rstCodes.NOT_DELIVERED,
                            }
                          : end,
                      ),
                  }),
              }),
          }),
        },
      },
    });
    const agents = [await fleet.dial(0, { slot: 0 }), await fleet.dial(1, { slot: 1 })];
    await fleet.published(2);
    await using app = await appThatBreaks(fleet, "breaks", () => {
      for (const agent of agents) if (agent.mux.activeStreams > 0) kill(agent);
    });
    await ask(fleet.relay(0).port, { host: app.host, method: "POST", body: "once" });
    expect(app.seen).toEqual(["POST", "POST"]);
  });
});

describe("a relay that is gone", () => {
  test("costs no request that lands elsewhere", async () => {
    await using fleet = await openTestFleet(echo);
    await fleet.dial(1, { slot: 0 });
    await fleet.dial(2, { slot: 1 });
    await fleet.published(2);
    const { port } = fleet.relay(0);
    await ask(port, { host: fleet.app.host });
    // Without a word: neither directory nor peers are told.
    await fleet.relay(1).crash();
    for (let count = 0; count < 20; count += 1) {
      const answer = await ask(port, { host: fleet.app.host, method: "POST", body: String(count) });
      expect([answer.status, answer.body.toString()]).toEqual([200, `POST ${count}`]);
    }
  });

  test("or drains costs none either", async () => {
    await using fleet = await openTestFleet(echo);
    await fleet.dial(1, { slot: 0 });
    await fleet.dial(2, { slot: 1 });
    await fleet.published(2);
    const { port } = fleet.relay(0);
    await ask(port, { host: fleet.app.host });
    const draining = fleet.relay(1);
    draining.startDraining();
    await draining.relay.drain.sayGoodbye(new AbortController().signal);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask(port, { host: fleet.app.host })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
  });
});
