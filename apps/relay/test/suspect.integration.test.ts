import { createLog } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, beginAsk } from "./ask.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";

const lines: string[] = [];
let bed: TestBed;
let target: TestTarget;
let finish: PromiseWithResolvers<void>;

beforeAll(async () => {
  finish = Promise.withResolvers<void>();
  target = await startTarget(async (request, response) => {
    response.write("begun ");
    if (request.url === "/slow") await finish.promise;
    response.end("done");
  });
  const log = createLog({
    ...{ app: "relay", replica: "test", version: "0.0.0", stage: "test", level: "info" },
    stream: { write: (line: string) => void lines.push(line) },
  });
  bed = await openTestBed({ log, relay: { settings: { pingMs: 1_000 } } });
});

afterAll(async () => {
  finish.resolve();
  await bed[Symbol.asyncDispose]();
  await target[Symbol.asyncDispose]();
});

/** Slow requests until this agent carries `count`; where each lands is the relay's choice. */
async function occupy(agent: TestAgent, host: string, count: number): Promise<void> {
  while (agent.mux.activeStreams < count) await beginAsk(bed.relay.port, { host, path: "/slow" });
}

test("a tunnel that falls silent with work waiting is told of, and new requests take the other one", async () => {
  const host = await bed.app("demo", target.server);
  await using second = await startTestAgent({ port: bed.relay.port, host: bed.host, slot: 1 });
  await bed.relay.tunnels(bed.host.hostId, 2);
  const [quiet, other] = [bed.agent, second];
  await occupy(quiet, host, 1);
  await occupy(other, host, 1);
  quiet.carrier.pause();
  const suspicions = () => lines.filter((line) => line.includes('"tunnel.suspect"'));
  await waitFor(() => suspicions().length === 1, { deadlineMs: 5_000, everyMs: 10 });
  expect(JSON.parse(suspicions()[0] ?? "")).toMatchObject({
    level: "warn",
    hostId: bed.host.hostId,
    slot: 0,
    pendingRequests: 1,
  });
  const answers = await Promise.all([1, 2, 3].map(() => ask(bed.relay.port, { host })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(second.streamEnds.length).toBe(3);
});
