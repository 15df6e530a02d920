import { sign } from "node:crypto";
import { lookup } from "node:dns/promises";
import type { Clock } from "@homeport/platform";
import {
  type Budget,
  closeCodes,
  createMux,
  type DialedRelay,
  defaultLimits,
  dialHandshake,
  HandshakeError,
  type Mux,
  type MuxEnd,
  type MuxStream,
  maxStreamsPerTunnel,
  type Wheel,
  type Wire,
} from "@homeport/tunnel";
import { readMachineFacts } from "../console/machine-facts.ts";
import type { Epochs } from "../state/epoch.ts";
import type { HostFile } from "../state/files.ts";
import type { HostKey } from "../state/host-key.ts";
import { type DialAttempt, DialRefused, type LiveTunnel } from "../supervisor/slot.ts";
import { agentVersion } from "../version.ts";
import { openWire, UpgradeRefused } from "./open-wire.ts";
import { isPrivateEnough } from "./plaintext.ts";
import type { WireChooser } from "./wire-choice.ts";

export interface DialParts {
  readonly host: HostFile;
  readonly key: HostKey;
  readonly epochs: Epochs;
  /** The epoch at which this process began. */
  readonly run: number;
  readonly wires: WireChooser;
  readonly allowPlaintext: boolean;
  readonly clock: Clock;
  readonly wheel: Wheel;
  readonly budget: Budget;
  onStream(stream: MuxStream): void;
  onMux(mux: Mux, tunnel: LiveTunnel): void;
}

const terms = { creditBytes: defaultLimits.windowBytes, maxStreams: maxStreamsPerTunnel };

/**
 * Brings one tunnel up: resolves and connects, proves the host's key to the relay, and starts the
 * mux. Everything is decided anew at each call: address, wire, epoch. Throws DialRefused where the
 * relay names a close code, else an error whose message is the reason a person reads.
 */
export async function dialTunnel(parts: DialParts, attempt: DialAttempt): Promise<LiveTunnel> {
  const relayUrl = new URL(parts.host.relayUrl);
  if (!parts.allowPlaintext && !isPrivateEnough(relayUrl)) {
    throw new Error("the relay's address is not https; relay.allowPlaintext permits that");
  }
  await resolveName(relayUrl);
  attempt.phase("connecting");
  const choice = parts.wires.choose(attempt.slot);
  const wire = await openWireOrSay(parts, choice, relayUrl, attempt.signal);
  attempt.signal.throwIfAborted();
  attempt.phase("handshaking");
  const relay = await greet(parts, wire, attempt.slot);
  return goLive(parts, wire, relay);
}

/** Only asks whether the name resolves, so that a person reads which step failed. */
async function resolveName(relayUrl: URL): Promise<void> {
  const host = relayUrl.hostname.replace(/^\[(.*)\]$/, "$1");
  try {
    await lookup(host);
  } catch {
    throw new Error(`the name ${host} does not resolve`);
  }
}

async function openWireOrSay(
  parts: DialParts,
  choice: "websocket" | "raw",
  relayUrl: URL,
  signal: AbortSignal,
): Promise<Wire> {
  try {
    return await openWire(choice, { relayUrl, hostId: parts.host.hostId, signal });
  } catch (error) {
    if (choice === "raw") parts.wires.noteRawEnd(0);
    if (error instanceof UpgradeRefused && error.retryAfterMs !== undefined) {
      throw new DialRefused(closeCodes.OVERLOADED, error.message, error.retryAfterMs);
    }
    if (error instanceof UpgradeRefused) throw error;
    throw new Error(`${relayUrl.host} does not answer (${describe(error)})`);
  }
}

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return describe(error.errors[0]);
  }
  if (error instanceof Error) return "code" in error ? String(error.code) : error.message;
  return "unknown";
}

async function greet(parts: DialParts, wire: Wire, slot: number): Promise<DialedRelay> {
  const epoch = await parts.epochs.next();
  const { hostId, machineId } = parts.host;
  try {
    return await dialHandshake({
      wire,
      clock: parts.clock,
      hello: () => ({
        hostId,
        machineId,
        run: parts.run,
        epoch,
        slot,
        agentVersion,
        facts: readMachineFacts(),
        features: [],
        ...terms,
      }),
      sign: (message) => sign(null, message, parts.key.privateKey),
    });
  } catch (error) {
    if (!(error instanceof HandshakeError) || error.closeCode === null) throw error;
    throw new DialRefused(error.closeCode, error.detail ?? error.publicMessage, error.graceMs);
  }
}

function goLive(parts: DialParts, wire: Wire, dialed: DialedRelay): LiveTunnel {
  const endListeners: ((end: { code: number | null; reason: string }) => void)[] = [];
  const goAwayListeners: ((code: number) => void)[] = [];
  const bornAtMs = parts.clock.monotonicMs();
  let ended: MuxEnd | null = null;
  const mux = createMux({
    role: "agent",
    wire,
    clock: parts.clock,
    wheel: parts.wheel,
    budget: parts.budget,
    local: terms,
    peer: { creditBytes: dialed.relay.creditBytes, maxStreams: dialed.relay.maxStreams },
    handlers: {
      onOpen: parts.onStream,
      onGoAway: (goAway) => {
        for (const listener of goAwayListeners) listener(goAway.code);
      },
      onExhausted: () => {
        for (const listener of goAwayListeners) listener(closeCodes.SERVER_DRAIN);
      },
      onClose: (end) => {
        ended = end;
        if (wire.kind === "raw") parts.wires.noteRawEnd(parts.clock.monotonicMs() - bornAtMs);
        for (const listener of endListeners) listener({ code: end.code, reason: end.text });
      },
    },
  });
  const tunnel: LiveTunnel = {
    relayId: dialed.relay.relayId,
    wire: wire.kind,
    isOpen: () => ended === null,
    rttMs: () => mux.status().rttMs,
    onEnd: (listener) => endListeners.push(listener),
    onGoAway: (listener) => goAwayListeners.push(listener),
    drain: (code, withinMs) => drainMux(parts.clock, mux, code, withinMs, tunnel),
    destroy: (reason) => mux.destroy(closeCodes.INTERNAL, reason),
  };
  mux.ping();
  parts.onMux(mux, tunnel);
  return tunnel;
}

/** GOAWAY, then waits until the open streams are done or the time is up, then closes. */
async function drainMux(
  clock: Clock,
  mux: Mux,
  code: number,
  withinMs: number,
  tunnel: LiveTunnel,
): Promise<void> {
  mux.goAway(code, withinMs, "the agent stops");
  const ended = new Promise<void>((resolve) => tunnel.onEnd(() => resolve()));
  const endsAtMs = clock.monotonicMs() + withinMs;
  // Control streams stay open for the life of a tunnel and hold nothing up.
  while (!mux.closed && mux.activeStreams > 1 && clock.monotonicMs() < endsAtMs) {
    await Promise.race([clock.sleep(50), ended]);
  }
  if (mux.closed) return;
  mux.close(code, "the agent stops");
  await Promise.race([ended, clock.sleep(1_000)]);
}
