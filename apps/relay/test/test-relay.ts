import type { AddressInfo } from "node:net";
import { newToken, parseTrustedProxies, systemRandom } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { createRelay, type Relay, type RelayDeps } from "../src/relay.ts";
import type { RelaySettings } from "../src/settings.ts";
import { type CreateTransport, loadTransport } from "../src/transport/load-transport.ts";
import { freePort } from "./free-port.ts";
import { appsUrl, type TestStores, webUrl } from "./test-stores.ts";
import { testedTransport } from "./tested-transport.ts";

export interface TestRelay extends AsyncDisposable {
  readonly relay: Relay;
  readonly port: number;
  readonly settings: RelaySettings;
  /** From now on it behaves as a relay that was told to stop. */
  startDraining(): void;
  /** It is gone from one moment to the next: its connections end, and its lease and tunnels stay behind. */
  crash(): Promise<void>;
  /** Resolves when the host has this many tunnels that take streams. */
  tunnels(hostId: string, count: number): Promise<void>;
  /** Resolves when the gate knows the app. */
  knows(appId: string): Promise<void>;
}

export interface TestRelayOptions extends Pick<RelayDeps, "limits" | "seams"> {
  readonly settings?: Partial<RelaySettings>;
  /** Unless told otherwise, the one that this test file is about. */
  readonly createTransport?: CreateTransport;
}

/** One relay on a port of its own, over the stores of the test. */
export async function startTestRelay(
  stores: TestStores,
  options: TestRelayOptions = {},
): Promise<TestRelay> {
  let draining = false;
  const peerPort = await freePort();
  const settings: RelaySettings = {
    relayId: `relay-${newToken(systemRandom, 4)}`,
    boot: newToken(systemRandom, 12),
    internalUrl: `http://127.0.0.1:${peerPort}`,
    ...{ appsUrl, webUrl },
    trustedProxies: parseTrustedProxies(""),
    gateProxies: parseTrustedProxies("loopback"),
    gateSecret: undefined,
    accessLog: "all",
    minAgentVersion: "0.1.0",
    pingMs: 5_000,
    budgetBytes: 256 * 2 ** 20,
    maxReplicas: 1,
    drainDelayMs: 100,
    drainDeadlineMs: 1_000,
    adminSecret: undefined,
    fly: undefined,
    tls: undefined,
    peerTls: undefined,
    publicUrl: undefined,
    ...options.settings,
  };
  let crashed = false;
  const { directory } = stores;
  const relay = createRelay({
    ...{ ...stores, ...options, settings, isDraining: () => draining },
    createTransport: options.createTransport ?? (await loadTransport(testedTransport())),
    directory: {
      ...directory,
      remove: async (tunnel) => !crashed && (await directory.remove(tunnel)),
      removeRelay: async (lease) => !crashed && (await directory.removeRelay(lease)),
    },
  });
  await relay.gate.whenReady();
  await new Promise<void>((resolve) => relay.server.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => relay.peerServer.listen(peerPort, "127.0.0.1", resolve));
  const { port } = relay.server.address() as AddressInfo;
  const deadlineMs = 5_000;
  return {
    relay,
    port,
    settings,
    startDraining: () => {
      draining = true;
    },
    crash: async () => {
      crashed = true;
      await relay[Symbol.asyncDispose]();
    },
    tunnels: async (hostId, count) => {
      await waitFor(() => relay.registry.openable(hostId).length === count, { deadlineMs });
    },
    knows: async (appId) => {
      await waitFor(() => relay.gate.current().byId.has(appId), { deadlineMs });
    },
    [Symbol.asyncDispose]: async () => {
      if (!crashed) await relay[Symbol.asyncDispose]();
    },
  };
}
