import { randomBytes, sign } from "node:crypto";
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
import type { Epochs, Run } from "../state/epoch.ts";
import type { HostFile } from "../state/files.ts";
import type { HostKey } from "../state/host-key.ts";
import {
  type DialAttempt,
  DialRefused,
  type Leaving,
  type LiveTunnel,
} from "../supervisor/live-tunnel.ts";
import { agentVersion } from "../version.ts";
import { EchoBroken, measureEcho } from "./measure-echo.ts";
import { openWire, UpgradeRefused } from "./open-wire.ts";
import { isPrivateEnough } from "./plaintext.ts";
import type { WireChooser } from "./wire-choice.ts";

export interface DialParts {
  readonly host: HostFile;
  readonly key: HostKey;
  readonly epochs: Epochs;
  readonly run: Run;
  readonly wires: WireChooser;
  /** Read anew at each attempt: the configuration may have changed. */
  allowPlaintext(): boolean;
  readonly clock: Clock;
  readonly wheel: Wheel;
  readonly budget: Budget;
  onStream(stream: MuxStream): void;
  /** A tunnel is up; what is answered is called when it is to be left. */
  onMux(mux: Mux, tunnel: LiveTunnel): () => void;
}

/** What a raw wire must bring back intact before it is trusted for a day. */
const rawProofBytes = 64 * 1024;
const terms = { creditBytes: defaultLimits.windowBytes, maxStreams: maxStreamsPerTunnel };

/**
 * Brings one tunnel up: resolves and connects, proves the host's key to the relay, and starts the
 * mux. Everything is decided anew at each call: address, wire, epoch; the epoch is on disk before anything
 * is dialled. Throws DialRefused where the
 * relay names a close code, else an error whose message is the reason a person reads.
 */
export async function dialTunnel(parts: DialParts, attempt: DialAttempt): Promise<LiveTunnel> {
  const relayUrl = new URL(attempt.url ?? parts.host.relayUrl);
  if (!parts.allowPlaintext() && !isPrivateEnough(relayUrl)) {
    throw new Error("the relay's address is not https; relay.allowPlaintext permits that");
  }
  const place = { run: await parts.run.read(), epoch: await parts.epochs.next() };
  await resolveName(relayUrl);
  attempt.phase("connecting");
  const choice = parts.wires.choose(attempt.slot, relayUrl.origin);
  const wire = await openWireOrSay(parts, choice, relayUrl, attempt);
  attempt.signal.throwIfAborted();
  attempt.phase("handshaking");
  const relay = await greet(parts, wire, place, attempt);
  return goLive(parts, wire, relay, relayUrl.origin);
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
  { signal, avoid }: DialAttempt,
): Promise<Wire> {
  try {
    return await openWire(choice, { relayUrl, hostId: parts.host.hostId, avoid, signal });
  } catch (error) {
    if (choice === "raw" && saysNoToRaw(error)) parts.wires.noteRawRefused(relayUrl.origin);
    if (error instanceof UpgradeRefused && error.retryAfterMs !== undefined) {
      throw new DialRefused(closeCodes.OVERLOADED, error.message, error.retryAfterMs);
    }
    if (error instanceof UpgradeRefused) throw error;
    throw new Error(`${relayUrl.host} does not answer (${describe(error)})`);
  }
}

/** A relay that is busy, or not there at all, says nothing about what passes on the way to it. */
function saysNoToRaw(error: unknown): boolean {
  if (error instanceof UpgradeRefused) return error.status !== 503 && error.status !== 429;
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return describe(error.errors[0]);
  }
  if (error instanceof Error) return "code" in error ? String(error.code) : error.message;
  return "unknown";
}

async function greet(
  parts: DialParts,
  wire: Wire,
  place: { run: number; epoch: number },
  { slot, avoid }: DialAttempt,
): Promise<DialedRelay> {
  const { hostId, machineId } = parts.host;
  const helloTo = (relayId: string) => {
    if (avoid.includes(relayId)) throw new Error(`${relayId} holds a tunnel of this host already`);
    const facts = readMachineFacts();
    return { hostId, machineId, ...place, slot, agentVersion, facts };
  };
  try {
    return await dialHandshake({
      wire,
      clock: parts.clock,
      hello: (relay) => ({ ...helloTo(relay.relayId), features: [], ...terms }),
      sign: (message) => sign(null, message, parts.key.privateKey),
    });
  } catch (error) {
    if (!(error instanceof HandshakeError)) wire.destroy();
    if (!(error instanceof HandshakeError) || error.closeCode === null) throw error;
    throw new DialRefused(error.closeCode, error.detail ?? error.publicMessage, error.graceMs);
  }
}

function goLive(parts: DialParts, wire: Wire, dialed: DialedRelay, origin: string): LiveTunnel {
  const { clock } = parts;
  const endListeners: ((end: { code: number | null; reason: string }) => void)[] = [];
  const goAwayListeners: ((leaving: Leaving) => void)[] = [];
  const bornAtMs = clock.monotonicMs();
  let ended: MuxEnd | null = null;
  let leave: () => void = () => undefined;
  const onLeaving = (leaving: Leaving) => {
    leave();
    for (const listener of goAwayListeners) listener(leaving);
  };
  const mux = createMux({
    role: "agent",
    wire,
    clock,
    wheel: parts.wheel,
    budget: parts.budget,
    local: terms,
    peer: { creditBytes: dialed.relay.creditBytes, maxStreams: dialed.relay.maxStreams },
    handlers: {
      onOpen: parts.onStream,
      onGoAway: ({ code, text, graceMs }) => onLeaving({ code, reason: text, graceMs }),
      onExhausted: () => {
        onLeaving({ code: closeCodes.SERVER_DRAIN, reason: "its stream ids ran out", graceMs: 0 });
      },
      onClose: (end) => {
        ended = end;
        if (wire.kind === "raw") parts.wires.noteRawEnd(origin, endOfRaw(end, clock, bornAtMs));
        for (const listener of endListeners) listener({ code: end.code, reason: end.text });
      },
    },
  });
  const tunnel: LiveTunnel = {
    relayId: dialed.relay.relayId,
    wire: wire.kind,
    others: dialed.relay.others,
    isOpen: () => ended === null,
    rttMs: () => mux.status().rttMs,
    ping: (onPong) => mux.ping(onPong),
    onEnd: (listener) => endListeners.push(listener),
    onGoAway: (listener) => goAwayListeners.push(listener),
    drain: (code, withinMs) => {
      leave();
      return drainMux(clock, mux, code, withinMs, tunnel);
    },
    destroy: (reason) => mux.destroy(closeCodes.INTERNAL, reason),
  };
  leave = parts.onMux(mux, tunnel);
  if (wire.kind === "raw") proveRaw(parts, mux, origin);
  return tunnel;
}

/** How long a raw tunnel lived that nobody ended on purpose; null when somebody did. */
function endOfRaw(end: MuxEnd, clock: Clock, bornAtMs: number): number | null {
  return end.by === "local" || (end.code !== null && end.code !== closeCodes.SILENT)
    ? null
    : clock.monotonicMs() - bornAtMs;
}

/** A raw wire that brings 64 KiB back intact passes whatever lies between. */
function proveRaw(parts: DialParts, mux: Mux, origin: string): void {
  measureEcho(mux, randomBytes(rawProofBytes), parts.clock).then(
    () => parts.wires.noteRawProven(origin),
    (error: unknown) => {
      if (!(error instanceof EchoBroken)) return;
      parts.wires.noteRawRefused(origin);
      mux.destroy(closeCodes.PROTOCOL_ERROR, "the raw wire does not carry bytes intact");
    },
  );
}

/** GOAWAY, then waits until the open streams are done or the time is up, then closes. */
async function drainMux(
  clock: Clock,
  mux: Mux,
  code: number,
  withinMs: number,
  tunnel: LiveTunnel,
): Promise<void> {
  if (mux.closed) return;
  mux.goAway(code, withinMs, "the agent stops");
  const ended = new Promise<void>((resolve) => tunnel.onEnd(() => resolve()));
  const endsAtMs = clock.monotonicMs() + withinMs;
  while (!mux.closed && mux.activeStreams > 0 && clock.monotonicMs() < endsAtMs) {
    await Promise.race([clock.sleep(50), ended]);
  }
  if (mux.closed) return;
  mux.close(code, "the agent stops");
  await Promise.race([ended, clock.sleep(1_000)]);
}
