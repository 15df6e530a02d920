import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { beginAsk, readAnswer } from "./ask.ts";
import { openTestFleet, type TestFleet } from "./test-fleet.ts";

const events = 40;
const sockets = 8;
const never = new AbortController().signal;
let fleet: TestFleet;
let finish: PromiseWithResolvers<void>;

beforeAll(async () => {
  finish = Promise.withResolvers<void>();
  fleet = await openTestFleet({
    relays: 2,
    relay: { settings: { drainDelayMs: 0, drainDeadlineMs: 4_000 } },
    async target(request, response) {
      if (request.url === "/length") response.writeHead(200, { "Content-Length": 10 });
      response.write("begun ");
      await finish.promise;
      response.end("done");
    },
  });
  const upgrades = new WebSocketServer({ server: fleet.target.server });
  upgrades.on("connection", (socket) => socket.on("error", () => undefined));
  await fleet.dial(1);
});

afterAll(async () => {
  finish.resolve();
  await fleet[Symbol.asyncDispose]();
});

/** How many ends were noticed in each turn of the event loop that brought any. */
function countEnds() {
  const perTurn: number[] = [];
  let inThisTurn = 0;
  const closeTurn = () => {
    perTurn.push(inThisTurn);
    inThisTurn = 0;
  };
  return {
    perTurn,
    note() {
      if (inThisTurn === 0) setImmediate(closeTurn);
      inThisTurn += 1;
    },
  };
}

test("when the relay that holds the tunnel drains, its peers' event streams and WebSockets end spread, and a download of a known length is carried to its end", async () => {
  const { host } = fleet.app;
  const [visited, owner] = [fleet.relay(0), fleet.relay(1)];
  const { perTurn, note } = countEnds();
  const ended: Promise<unknown>[] = [];
  const download = await beginAsk(visited.port, { host, path: "/length" });
  for (let at = 0; at < events; at += 1) {
    const answer = await beginAsk(visited.port, { host, path: "/events" });
    ended.push(expect(readAnswer(answer)).rejects.toThrow().then(note));
  }
  for (let at = 0; at < sockets; at += 1) {
    const socket = new WebSocket(`ws://127.0.0.1:${visited.port}/`, { headers: { Host: host } });
    socket.on("error", () => undefined);
    await once(socket, "open");
    ended.push(once(socket, "close").then(note));
  }
  owner.startDraining();
  await owner.relay.drain.sayGoodbye(never);
  const drained = owner.relay.drain.finish(never);
  await Promise.all(ended);
  finish.resolve();
  expect(String((await readAnswer(download)).body)).toBe("begun done");
  await drained;
  // At once, as the owner ends them who cannot tell an event stream from a download, would be all event streams.
  expect(Math.max(...perTurn)).toBeLessThan(events / 2);
});
