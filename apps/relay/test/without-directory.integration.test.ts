import { HostsError } from "@homeport/hosts";
import { createVirtualClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./ask.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { startTarget, type TestTarget } from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestStores } from "./test-stores.ts";

let stores: TestStores;
let target: TestTarget;

beforeAll(async () => {
  stores = await openTestStores();
  target = await startTarget((_request, response) => response.end("served"));
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const away = () => Promise.reject(new HostsError("DIRECTORY_UNAVAILABLE"));

test("ten minutes without Redis fail no local request and refuse no agent", async () => {
  const clock = createVirtualClock(Date.now());
  await using relay = await startTestRelay({
    ...{ ...stores, clock },
    directory: {
      ...{ publishRelay: away, renewRelay: away, publishTunnel: away, refresh: away },
      ...{ remove: away, removeRelay: away, listRelays: away, readAgeMs: away },
      lookup: away,
    },
  });
  const agents: TestAgent[] = [];
  await using stack = new AsyncDisposableStack();
  const served: (readonly [status: number, body: string])[] = [];
  for (let minute = 0; minute <= 10; minute += 1) {
    const host = await addHost(stores);
    const app = await addApp(stores, {
      ...{ hostId: host.hostId, name: `app-${minute}`, target: target.url },
    });
    await relay.knows(app.appId);
    agents.push(stack.use(await startTestAgent({ port: relay.port, host })));
    await relay.tunnels(host.hostId, 1);
    const { status, body } = await ask(relay.port, { host: app.host });
    served.push([status, body.toString()]);
    // The clock is moved in small steps, and each lets the agents' answers to the pings arrive.
    for (let second = 0; minute < 10 && second < 60; second += 4) {
      await clock.advance(4_000);
      await Promise.all(agents.map(roundTrip));
    }
  }
  expect(served).toEqual(Array.from({ length: 11 }, () => [200, "served"]));
  expect(agents.map((agent) => agent.mux.closed)).toEqual(agents.map(() => false));
}, 60_000);

/** A ping of the agent's own and its answer: bytes have gone both ways since. */
function roundTrip({ mux }: TestAgent): Promise<number> {
  return new Promise((resolve) => mux.ping(resolve));
}
