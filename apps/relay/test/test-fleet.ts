import { waitFor } from "@homeport/testkit";
import { startTestAgent, type TestAgent, type TestAgentOptions } from "./test-agent.ts";
import { startTarget, type TestTarget } from "./test-bed.ts";
import { startTestRelay, type TestRelay, type TestRelayOptions } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

export interface TestFleetOptions {
  readonly relays: number;
  readonly target: Parameters<typeof startTarget>[0];
  readonly relay?: TestRelayOptions;
}

/** Several relays over one pair of stores, and a host that dials those which the test names. */
export interface TestFleet extends AsyncDisposable {
  readonly stores: TestStores;
  readonly relays: readonly TestRelay[];
  readonly host: TestHost;
  readonly target: TestTarget;
  readonly app: { readonly appId: string; readonly host: string };
  relay(at: number): TestRelay;
  /** Dials one relay; resolves when the others can learn of it. */
  dial(at: number, options?: Partial<TestAgentOptions>): Promise<TestAgent>;
  /** Resolves when the directory shows this many tunnels of the host. */
  published(count: number): Promise<void>;
}

export async function openTestFleet(options: TestFleetOptions): Promise<TestFleet> {
  const stack = new AsyncDisposableStack();
  const stores = stack.use(await openTestStores());
  const target = stack.use(await startTarget(options.target));
  const host = await addHost(stores);
  const app = await addApp(stores, { hostId: host.hostId, name: "demo", target: target.url });
  const relays: TestRelay[] = [];
  for (let at = 0; at < options.relays; at += 1) {
    relays.push(stack.use(await startTestRelay(stores, options.relay)));
  }
  for (const relay of relays) await relay.knows(app.appId);

  function relay(at: number): TestRelay {
    const found = relays[at];
    if (found === undefined) throw new Error(`there is no relay ${at}`);
    return found;
  }

  async function published(count: number): Promise<void> {
    const owners = async () =>
      (await stores.directory.lookup([host.hostId])).get(host.hostId) ?? [];
    await waitFor(async () => (await owners()).length === count, { deadlineMs: 5_000 });
  }

  return {
    ...{ stores, relays, host, target, app, relay, published },
    async dial(at, agentOptions = {}) {
      const { port, settings } = relay(at);
      const agent = await startTestAgent({ port, host, ...agentOptions });
      stack.use(agent);
      await waitFor(
        async () =>
          (await stores.directory.lookup([host.hostId]))
            .get(host.hostId)
            ?.some((owner) => owner.relayId.startsWith(settings.relayId)) === true,
        { deadlineMs: 5_000 },
      );
      return agent;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
