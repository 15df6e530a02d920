import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@homeport/platform";
import {
  agentBudgetBytes,
  createBudget,
  createMux,
  createWheel,
  dialHandshake,
  maxMessageBytes,
  rstCodes,
  type Wire,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocket } from "ws";
import { z } from "zod";
import { announcePort, endOnSignal } from "./announce.ts";
import { muxTerms } from "./mux-terms.ts";

/** Agents that do nothing but hold a tunnel, by the protocol's own handshake and mux. */
const hosts = z.array(z.object({ hostId: z.string(), machineId: z.string(), keyPem: z.string() }));
type Host = z.infer<typeof hosts>[number];

const [relayUrl = "", hostsFile = ""] = process.argv.slice(2);
const facts = { os: "linux", arch: "x64", cpuCount: 2, memoryBytes: 2 ** 30 };
/** Dialled at once: a relay takes only so many unfinished handshakes from one address. */
const atOnce = 32;
const attempts = 10;
const retryMs = 500;
const wheel = createWheel(systemClock);
const budget = createBudget(agentBudgetBytes);

function openWire(hostId: string): Promise<Wire> {
  const url = new URL("/tunnel", relayUrl.replace("http", "ws"));
  const ws = new WebSocket(url, [webSocketSubprotocol], {
    headers: { "homeport-host": hostId },
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
  return new Promise((resolve, reject) => {
    let carrier: Socket | undefined;
    ws.once("upgrade", (response) => {
      carrier = response.socket;
    });
    ws.once("error", reject);
    ws.once("open", () => resolve(webSocketWire(ws, carrier)));
  });
}

/** A busy relay may not answer a handshake in time; like every agent this one then dials again. */
async function holdOrRetry(host: Host): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await hold(host);
    } catch (error) {
      if (attempt === attempts) throw error;
      await sleep(attempt * retryMs);
    }
  }
}

async function hold({ hostId, machineId, keyPem }: Host): Promise<void> {
  const wire = await openWire(hostId);
  const epoch = systemClock.nowMs();
  const hello = { hostId, machineId, run: epoch, epoch, slot: 0, facts, features: [], ...muxTerms };
  const dialed = await dialHandshake({
    wire,
    clock: systemClock,
    hello: () => ({ ...hello, agentVersion: "0.1.0" }),
    sign: (message) => sign(null, message, createPrivateKey(keyPem)),
  });
  createMux({
    role: "agent",
    ...{ wire, clock: systemClock, wheel, budget, local: muxTerms },
    peer: { creditBytes: dialed.relay.creditBytes, maxStreams: dialed.relay.maxStreams },
    handlers: {
      onOpen: (stream) => stream.reset(rstCodes.REFUSED),
      onClose: () => process.exit(1),
    },
  });
}

endOnSignal();
const waiting = hosts.parse(JSON.parse(readFileSync(hostsFile, "utf8")));
async function goOn(): Promise<void> {
  for (let host = waiting.pop(); host !== undefined; host = waiting.pop()) await holdOrRetry(host);
}
await Promise.all(Array.from({ length: atOnce }, goOn));
announcePort(0);
