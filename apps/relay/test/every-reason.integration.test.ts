import {
  explainOffline,
  getHost,
  type OfflineReason,
  offlineReasons,
  revokeHost,
} from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, beginAsk, errorOf } from "./ask.ts";
import { startTestAgent, type TestAgentOptions } from "./test-agent.ts";
import { startTarget, type TestTarget } from "./test-bed.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

let stack: AsyncDisposableStack;
let stores: TestStores;
let relay: TestRelay;
let slow: TestTarget;

const limits = { replacedGraceMs: 300, presenceDebounceMs: 20, holdMs: 1, lossMs: 1 };
const settings = { pingMs: 1_000 };

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  stores = stack.use(await openTestStores());
  relay = stack.use(await startTestRelay(stores, { limits, settings }));
  slow = stack.use(await startTarget((_request, response) => void response.write("begun")));
});
afterAll(() => stack.disposeAsync());

/** What brings a host into the state that the reason names. */
type Produce = (host: TestHost, appHost: string) => Promise<unknown>;

async function dial(host: TestHost, more: Partial<TestAgentOptions> = {}) {
  return await startTestAgent({ port: relay.port, host, ...more });
}

/** Connects and is gone again, so that the host is known. */
async function comeAndGo(host: TestHost): Promise<void> {
  const agent = await dial(host);
  await relay.tunnels(host.hostId, 1);
  agent.mux.close(closeCodes.AGENT_STOP, "stopping");
  await agent.ended;
  await relay.tunnels(host.hostId, 0);
}

const refused = (attempt: Promise<unknown>) =>
  attempt.then(
    () => expect.unreachable(),
    (error: { closeCode: number }) => error.closeCode,
  );

const producers: Record<OfflineReason, Produce> = {
  NEVER_CONNECTED: async () => {},
  AGENT_STOPPED: comeAndGo,
  async CONNECTION_LOST(host) {
    const agent = await dial(host);
    await relay.tunnels(host.hostId, 1);
    agent.mux.destroy(closeCodes.INTERNAL, "killed");
  },
  async SILENT(host) {
    const agent = await dial(host);
    await relay.tunnels(host.hostId, 1);
    // Nothing passes any more, and nobody is told: a machine that fell asleep.
    agent.carrier.pause();
    await relay.tunnels(host.hostId, 0);
  },
  async CREDENTIAL_REFUSED(host) {
    const agent = await dial(host);
    await relay.tunnels(host.hostId, 1);
    const revoke = "UPDATE host_keys SET status = 'revoked' WHERE host_id = $1";
    await stores.db.sql.query(revoke, [host.hostId]);
    // The relay has heard of it: the machine dials again, with a key that was good once.
    await agent.ended;
    expect(await refused(dial(host))).toBe(closeCodes.CREDENTIAL);
  },
  async REVOKED(host) {
    await dial(host);
    await relay.tunnels(host.hostId, 1);
    await revokeHost(stores.owner, { hostId: host.hostId });
    await relay.tunnels(host.hostId, 0);
  },
  async REPLACED(host, appHost) {
    const old = await dial(host, { run: 1 });
    await relay.tunnels(host.hostId, 1);
    const open = await beginAsk(relay.port, { host: appHost });
    open.on("error", () => undefined);
    const newer = await dial(host, { run: 2 });
    await waitFor(() => old.goAways.includes(closeCodes.REPLACED), { deadlineMs: 3_000 });
    newer.mux.close(closeCodes.AGENT_STOP, "stopping");
    await old.ended;
  },
  async VERSION_TOO_OLD(host) {
    const hello = { agentVersion: "0.0.9" };
    expect(await refused(dial(host, { hello }))).toBe(closeCodes.VERSION);
  },
  async FLAPPING(host) {
    for (let times = 0; times < 5; times += 1) {
      const agent = await dial(host);
      await relay.tunnels(host.hostId, 1);
      agent.mux.destroy(closeCodes.INTERNAL, "dropped");
      await relay.tunnels(host.hostId, 0);
    }
    expect(await refused(dial(host))).toBe(closeCodes.OVERLOADED);
  },
  async RELAYS_DRAINING(host) {
    const other = await startTestRelay(stores, { limits, settings });
    await dial(host, { port: other.port });
    await other.tunnels(host.hostId, 1);
    other.startDraining();
    const never = new AbortController().signal;
    await other.relay.drain.sayGoodbye(never);
    await other.relay.drain.finish(never);
    await other[Symbol.asyncDispose]();
  },
};

const reasons = Object.keys(offlineReasons) as OfflineReason[];

test.each(reasons)(
  "%s is what program, person and console are told when it is so",
  async (reason) => {
    const host = await addHost(stores);
    const name = reason.toLowerCase().replaceAll("_", "-");
    const app = await addApp(stores, { hostId: host.hostId, name, target: slow.url });
    await relay.knows(app.appId);
    await producers[reason](host, app.host);

    // The console says it in the words of the same table, see `readHostState`.
    const seen = async () => (await getHost(stores.owner, { hostId: host.hostId })).reason;
    await waitFor(async () => (await seen()) === reason, { deadlineMs: 5_000 });
    // A relay may have read the host's presence just before, and believes that for 5 s.
    const reasonNow = async () => errorOf(await ask(relay.port, { host: app.host })).reason;
    await waitFor(async () => (await reasonNow()) === reason, { deadlineMs: 10_000 });
    const answer = await ask(relay.port, { host: app.host });
    const { sentence, nextStep } = explainOffline(reason);
    expect(answer.status).toBe(503);
    expect(answer.headers["retry-after"]).toBe("5");
    expect(errorOf(answer)).toMatchObject({ code: "HOST_OFFLINE", reason, message: sentence });

    const page = await ask(relay.port, { host: app.host, headers: { Accept: "text/html" } });
    const text = page.body.toString();
    for (const shown of [reason, "HOST_OFFLINE", sentence, nextStep]) {
      expect(text).toContain(escaped(shown));
    }
  },
  20_000,
);

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("'", "&#39;");
}
