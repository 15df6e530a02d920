import { once } from "node:events";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, beginAsk, readAnswer } from "./ask.ts";
import { startTestAgent } from "./test-agent.ts";
import { startTarget, type TestTarget } from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

let stores: TestStores;
let host: TestHost;
let target: TestTarget;
let app: { appId: string; host: string };
let finish: PromiseWithResolvers<void>;

beforeAll(async () => {
  stores = await openTestStores();
  host = await addHost(stores);
  target = await startTarget(async (request, response) => {
    if (request.url === "/slow") {
      response.write("begun ");
      await finish.promise;
    }
    response.end("done");
  });
  app = await addApp(stores, { hostId: host.hostId, name: "demo", target: target.url });
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

describe("the newer register wins and the older finishes its streams", () => {
  test("between the newer one's register and the older one's close both serve", async () => {
    finish = Promise.withResolvers<void>();
    const hold = Promise.withResolvers<void>();
    await using relay = await startTestRelay(stores, {
      seams: { retire: (own) => (old) => void hold.promise.then(() => own(old)) },
    });
    await relay.knows(app.appId);
    await using older = await startTestAgent({ port: relay.port, host, epoch: 100 });
    await relay.tunnels(host.hostId, 1);
    const slow = await beginAsk(relay.port, { host: app.host, path: "/slow" });
    const [begun] = await once(slow, "data");
    expect(String(begun)).toBe("begun ");

    await using newer = await startTestAgent({ port: relay.port, host, epoch: 101 });
    // The hook is open: the newer one is welcomed, the older one has not been told anything.
    expect(older.goAways).toEqual([]);
    expect((await ask(relay.port, { host: app.host })).body.toString()).toBe("done");
    await waitFor(() => newer.streamEnds.length === 1, { deadlineMs: 3_000 });
    expect(older.mux.activeStreams).toBe(1);

    hold.resolve();
    finish.resolve();
    expect((await readAnswer(slow)).body.toString()).toBe("done");
    expect((await older.ended).code).toBe(closeCodes.REPLACED);
    expect(older.goAways).toContain(closeCodes.REPLACED);
    expect(newer.mux.closed).toBe(false);
  });

  test("an older attempt that arrives late is refused and harms nobody", async () => {
    await using relay = await startTestRelay(stores);
    await using newer = await startTestAgent({ port: relay.port, host, epoch: 201 });
    await relay.tunnels(host.hostId, 1);
    const late = startTestAgent({ port: relay.port, host, epoch: 200 });
    await expect(late).rejects.toMatchObject({ closeCode: closeCodes.REPLACED });
    expect(newer.goAways).toEqual([]);
    await relay.tunnels(host.hostId, 1);
  });

  test("of many that race for one slot, the one with the highest epoch is left", async () => {
    await using relay = await startTestRelay(stores);
    const epochs = [305, 301, 308, 303, 307, 302, 306, 304];
    const agents = await Promise.allSettled(
      epochs.map((epoch) => startTestAgent({ port: relay.port, host, epoch })),
    );
    await relay.tunnels(host.hostId, 1);
    expect(relay.relay.registry.openable(host.hostId)[0]?.epoch).toBe(308);
    for (const agent of agents) {
      if (agent.status === "fulfilled") await agent.value[Symbol.asyncDispose]();
    }
  });

  test("control: a close that does not wait for open streams is noticed", async () => {
    finish = Promise.withResolvers<void>();
    await using relay = await startTestRelay(stores, {
      seams: { retire: () => (old) => old.mux.close(closeCodes.REPLACED, "at once") },
    });
    await relay.knows(app.appId);
    await using older = await startTestAgent({ port: relay.port, host, epoch: 400 });
    await relay.tunnels(host.hostId, 1);
    const slow = await beginAsk(relay.port, { host: app.host, path: "/slow" });
    await once(slow, "data");
    await using _newer = await startTestAgent({ port: relay.port, host, epoch: 401 });
    await older.ended;
    finish.resolve();
    await expect(readAnswer(slow)).rejects.toThrow();
  });
});
