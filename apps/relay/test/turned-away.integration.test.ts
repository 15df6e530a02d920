import { getHost, listHostEvents, listHosts } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestAgent, type TestAgentOptions } from "./test-agent.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

let stack: AsyncDisposableStack;
let stores: TestStores;
let relays: readonly [TestRelay, TestRelay];

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  stores = stack.use(await openTestStores());
  const limits = { presenceDebounceMs: 10 };
  const start = async () => stack.use(await startTestRelay(stores, { limits }));
  relays = [await start(), await start()];
});
afterAll(async () => {
  // The reports of what was connected are written before their store goes away.
  const isAnyOnline = async () =>
    (await listHosts(stores.owner, { online: true })).items.length > 0;
  await waitFor(async () => !(await isAnyOnline()), { deadlineMs: 5_000 });
  await stack.disposeAsync();
});

/** The close code with which an attempt is refused. */
async function refused(relay: TestRelay, host: TestHost, more: Partial<TestAgentOptions>) {
  return await startTestAgent({ port: relay.port, host, ...more }).then(
    () => expect.unreachable("it was let in"),
    (error: { closeCode: number }) => error.closeCode,
  );
}

const hostOf = ({ hostId }: TestHost) => getHost(stores.owner, { hostId });

async function refusalsOf({ hostId }: TestHost): Promise<number> {
  const { items } = await listHostEvents(stores.owner, { hostId });
  return items.filter(({ kind }) => kind === "refused").length;
}

describe("an agent behind a newer one of its key", () => {
  test.each([
    ["the same relay", 0],
    ["another relay", 1],
  ] as const)("at %s is told of once, and its host wears a badge", async (_name, at) => {
    const host = await addHost(stores);
    await using _newer = await startTestAgent({ port: relays[0].port, host, run: 2 });
    await relays[0].tunnels(host.hostId, 1);
    await waitFor(async () => (await stores.directory.lookup([host.hostId])).has(host.hostId), {
      deadlineMs: 3_000,
    });
    for (let times = 0; times < 3; times += 1) {
      expect(await refused(relays[at], host, { run: 1 })).toBe(closeCodes.REPLACED);
    }
    // Both are written behind what happens, each at its own time.
    await waitFor(
      async () => {
        const { keyShared, online } = await hostOf(host);
        return keyShared && online;
      },
      { deadlineMs: 5_000 },
    );
    expect(await refusalsOf(host)).toBe(1);
    expect(await hostOf(host)).toMatchObject({ online: true, reason: null });
  });

  test("an older attempt of the same run is nobody else's", async () => {
    const host = await addHost(stores);
    await using agent = await startTestAgent({ port: relays[0].port, host, run: 2, epoch: 9 });
    expect(await refused(relays[0], host, { run: 2, epoch: 8 })).toBe(closeCodes.REPLACED);
    agent.mux.close(closeCodes.AGENT_STOP, "stopping");
    await waitFor(async () => (await hostOf(host)).reason === "AGENT_STOPPED", {
      deadlineMs: 3_000,
    });
    expect((await hostOf(host)).keyShared).toBe(false);
  });
});

describe("a stranger who claims to be a host", () => {
  const sign = () => new Uint8Array(64);

  test("says nothing of one that is online, nor of one that never connected", async () => {
    const online = await addHost(stores);
    const fresh = await addHost(stores);
    await using _agent = await startTestAgent({ port: relays[0].port, host: online });
    await waitFor(async () => (await hostOf(online)).online, { deadlineMs: 3_000 });
    for (const host of [online, fresh]) {
      expect(await refused(relays[1], host, { sign })).toBe(closeCodes.CREDENTIAL);
    }
    // A real refusal that came behind the claims: had they left anything, it would be written by now.
    const old = await addHost(stores);
    const hello = { agentVersion: "0.0.9" };
    expect(await refused(relays[1], old, { hello })).toBe(closeCodes.VERSION);
    await waitFor(async () => (await refusalsOf(old)) === 1, { deadlineMs: 3_000 });
    await waitFor(async () => (await hostOf(old)).reason === "VERSION_TOO_OLD", {
      deadlineMs: 3_000,
    });
    expect([await refusalsOf(online), await refusalsOf(fresh)]).toEqual([0, 0]);
    expect(await hostOf(online)).toMatchObject({ online: true, reason: null });
    expect(await hostOf(fresh)).toMatchObject({ online: false, reason: "NEVER_CONNECTED" });
  });
});
