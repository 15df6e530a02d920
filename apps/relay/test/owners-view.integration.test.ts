import { type Directory, HostsError } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RelaySeams } from "../src/relay.ts";
import { ask, errorOf } from "./ask.ts";
import { startTestAgent } from "./test-agent.ts";
import { startTarget, type TestTarget } from "./test-bed.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

let stack: AsyncDisposableStack;
let stores: TestStores;
let target: TestTarget;
let host: TestHost;
let app: { appId: string; host: string };

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  stores = stack.use(await openTestStores());
  target = stack.use(await startTarget((_request, response) => void response.end("here")));
  host = await addHost(stores);
  app = await addApp(stores, { hostId: host.hostId, name: "demo", target: target.url });
});
afterAll(() => stack.disposeAsync());

const named = (relay: TestRelay) => relay.settings.relayId;

/** One relay that the directory can be taken from, and two others; the host is connected to the first of those. */
async function threeRelays(seams: Partial<RelaySeams> = {}) {
  const parts = new AsyncDisposableStack();
  let cutOff = false;
  const directory: Directory = {
    ...stores.directory,
    lookup: async (hostIds) => {
      if (cutOff) throw new HostsError("DIRECTORY_UNAVAILABLE");
      return await stores.directory.lookup(hostIds);
    },
  };
  const former = parts.use(await startTestRelay(stores));
  const latter = parts.use(await startTestRelay(stores));
  const limits = { holdMs: 500 };
  const asker = parts.use(await startTestRelay({ ...stores, directory }, { seams, limits }));
  for (const relay of [asker, former, latter]) await relay.knows(app.appId);
  await waitFor(() => asker.relay.peers.find(named(latter)) !== null, { deadlineMs: 10_000 });
  const first = parts.use(await startTestAgent({ port: former.port, host }));
  await shows(former);
  expect((await ask(asker.port, { host: app.host })).status).toBe(200);
  return {
    asker,
    /** From now on the asker knows only what it read before. */
    cutOff: () => {
      cutOff = true;
    },
    /** The agent is at the third relay, and at that one only. */
    async move() {
      parts.use(await startTestAgent({ port: latter.port, host, slot: 1 }));
      await first[Symbol.asyncDispose]();
      await shows(latter);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function shows(owner: TestRelay): Promise<void> {
  const ids = async () =>
    (await stores.directory.lookup([host.hostId])).get(host.hostId)?.map((one) => one.relayId);
  await waitFor(async () => String(await ids()) === named(owner), { deadlineMs: 5_000 });
}

describe("a relay that is asked for a host which has left it", () => {
  test("says where it went, and the asker, cut off from the directory, asks there", async () => {
    await using fleet = await threeRelays();
    fleet.cutOff();
    await fleet.move();
    const answer = await ask(fleet.asker.port, { host: app.host, method: "POST", body: "x" });
    expect([answer.status, answer.body.toString()]).toEqual([200, "here"]);
  });

  test("control: without its view the request fails", async () => {
    await using fleet = await threeRelays({
      router: (own) => ({ ...own, find: ({ named: _named, ...wanted }) => own.find(wanted) }),
    });
    fleet.cutOff();
    await fleet.move();
    const answer = await ask(fleet.asker.port, { host: app.host, method: "POST", body: "x" });
    expect(answer.status).toBe(503);
    expect(["DIRECTORY_UNAVAILABLE", "HOST_OFFLINE", "PEER_UNREACHABLE"]).toContain(
      errorOf(answer).code,
    );
  });
});
