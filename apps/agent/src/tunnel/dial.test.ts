import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { systemClock } from "@homeport/platform";
import { createBudget, createWheel, webSocketSubprotocol } from "@homeport/tunnel";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { createTestHost, type TestHost } from "../../test/test-host.ts";
import { openEpochs, openRun } from "../state/epoch.ts";
import { stateFiles } from "../state/files.ts";
import { openHostKeys } from "../state/host-keys.ts";
import type { DialPhase } from "../supervisor/live-tunnel.ts";
import { dialTunnel } from "./dial.ts";
import { openWireChooser } from "./wire-choice.ts";

let host: TestHost;
let relay: WebSocketServer;
let accepted: number;

beforeEach(async () => {
  host = await createTestHost();
  relay = new WebSocketServer({
    ...{ port: 0, host: "127.0.0.1", handleProtocols: () => webSocketSubprotocol },
  });
  accepted = 0;
  relay.on("connection", () => {
    accepted += 1;
  });
  await once(relay, "listening");
  await host.enrolAt(`http://127.0.0.1:${(relay.address() as AddressInfo).port}`);
});
afterEach(async () => {
  for (const client of relay.clients) client.terminate();
  await new Promise((resolve) => relay.close(resolve));
  await host[Symbol.asyncDispose]();
});

async function dial(signal: AbortSignal, phase: (phase: DialPhase) => void = () => undefined) {
  const { folder } = host;
  const files = stateFiles(folder);
  const [enrolled, keys] = [await files.host.read(), await openHostKeys(folder)];
  if (enrolled === null || keys === null) throw new Error("the test host is not enrolled");
  const clock = systemClock;
  const epochs = openEpochs(folder, clock);
  return await dialTunnel(
    {
      ...{ host: enrolled, keys, epochs, run: openRun(epochs), clock },
      wires: await openWireChooser({ wire: () => "websocket", file: files.wires, clock }),
      allowPlaintext: () => true,
      ...{ wheel: createWheel(clock), budget: createBudget(2 ** 26) },
      ...{ onStream: () => undefined, onMux: () => () => undefined },
    },
    { slot: 0, signal, avoid: [], phase },
  );
}

it("a dial that is given up while the name resolves connects to nobody", async () => {
  const attempt = new AbortController();
  const dialing = dial(attempt.signal, (phase) => {
    if (phase === "connecting") attempt.abort(new Error("it took too long"));
  });
  await expect(dialing).rejects.toThrow("it took too long");
  expect(accepted).toBe(0);
});

it("a dial that is given up in the moment in which its carrier opens leaves no connection", async () => {
  const attempt = new AbortController();
  const { signal } = attempt;
  // The last thing that is done with the signal before the carrier is handed over.
  const remove = signal.removeEventListener.bind(signal);
  signal.removeEventListener = (type: string, listener: () => void) => {
    remove(type, listener);
    attempt.abort(new Error("it took too long"));
  };
  await expect(dial(signal)).rejects.toThrow("it took too long");
  await expect.poll(() => [accepted, relay.clients.size]).toEqual([1, 0]);
});
