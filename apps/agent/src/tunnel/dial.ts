import { randomBytes, sign } from "node:crypto";
import { lookup } from "node:dns/promises";
import type { Clock } from "@homeport/platform";
import {
  type AgentHello,
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
import type { HostKeys } from "../state/host-keys.ts";
import { type DialAttempt, DialRefused, type LiveTunnel } from "../supervisor/live-tunnel.ts";
import { agentVersion } from "../version.ts";
import { goLive } from "./live-mux.ts";
import { EchoBroken, measureEcho } from "./measure-echo.ts";
import { openWire, UpgradeRefused } from "./open-wire.ts";
import { isPrivateEnough } from "./plaintext.ts";
import type { WireChooser } from "./wire-choice.ts";

export interface DialParts {
  readonly host: HostFile;
  readonly keys: HostKeys;
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
  onMux(mux: Mux, tunnel: LiveTunnel, hello: AgentHello): () => void;
}

/** What a raw wire must bring back intact before it is trusted for a day. */
const rawProofBytes = 64 * 1024;
const terms = { creditBytes: defaultLimits.windowBytes, maxStreams: maxStreamsPerTunnel };

/**
 * Brings one tunnel up: resolves and connects, proves the host's key to the relay, and starts the
 * mux. Everything is decided anew at each call: address, wire, epoch, key; the epoch is on disk
 * before anything is dialled. Throws DialRefused where the relay names a close code, else an error
 * whose message is the reason a person reads.
 */
export async function dialTunnel(parts: DialParts, attempt: DialAttempt): Promise<LiveTunnel> {
  const { keys } = parts;
  try {
    return await dialWith(parts, attempt, keys.current);
  } catch (error) {
    if (!isCredentialRefused(error)) throw error;
    // Another agent of this folder may have replaced the key, or a replacement broke off after it was taken.
    if (await keys.reload()) return await dialWith(parts, attempt, keys.current);
    const { next } = keys;
    if (next === null) throw error;
    const tunnel = await dialWith(parts, attempt, next);
    await keys.promote();
    return tunnel;
  }
}

function isCredentialRefused(error: unknown): boolean {
  return error instanceof DialRefused && error.closeCode === closeCodes.CREDENTIAL;
}

async function dialWith(parts: DialParts, attempt: DialAttempt, key: HostKey): Promise<LiveTunnel> {
  const relayUrl = new URL(attempt.url ?? parts.host.relayUrl);
  if (!parts.allowPlaintext() && !isPrivateEnough(relayUrl)) {
    throw new Error("the relay's address is not https; relay.allowPlaintext permits that");
  }
  const place = { run: await parts.run.read(), epoch: await parts.epochs.next() };
  await resolveName(relayUrl);
  attempt.phase("connecting");
  const choice = parts.wires.choose(attempt.slot, relayUrl.origin);
  const wire = await openWireOrSay(parts, choice, relayUrl, attempt);
  // Given up while the last steps of opening were on their way back to here.
  if (attempt.signal.aborted) wire.destroy();
  attempt.signal.throwIfAborted();
  attempt.phase("handshaking");
  const relay = await greet(parts, wire, place, attempt, key);
  return start(parts, wire, relay, relayUrl.origin);
}

/** Only asks whether the name resolves, so that a person reads which step failed. */
export async function resolveName(relayUrl: URL): Promise<void> {
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
    throw new Error(`${relayUrl.host} does not answer (${describeDialFailure(error)})`);
  }
}

/** A relay that is busy, or not there at all, says nothing about what passes on the way to it. */
function saysNoToRaw(error: unknown): boolean {
  if (error instanceof UpgradeRefused) return error.status !== 503 && error.status !== 429;
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}

/** Why a dial failed, in the system's own word. */
export function describeDialFailure(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return describeDialFailure(error.errors[0]);
  }
  if (error instanceof Error) return "code" in error ? String(error.code) : error.message;
  return "unknown";
}

async function greet(
  parts: DialParts,
  wire: Wire,
  place: { run: number; epoch: number },
  { slot, avoid }: DialAttempt,
  key: HostKey,
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
      sign: (message) => sign(null, message, key.privateKey),
    });
  } catch (error) {
    if (!(error instanceof HandshakeError)) wire.destroy();
    if (!(error instanceof HandshakeError) || error.closeCode === null) throw error;
    throw new DialRefused(error.closeCode, error.detail ?? error.publicMessage, error.graceMs);
  }
}

function start(parts: DialParts, wire: Wire, dialed: DialedRelay, origin: string): LiveTunnel {
  const { clock } = parts;
  const { relay } = dialed;
  const bornAtMs = clock.monotonicMs();
  const { mux, tunnel } = goLive({
    ...{ clock, wire, relayId: relay.relayId, others: relay.others },
    start: (handlers) =>
      createMux({
        ...{ role: "agent", wire, clock, wheel: parts.wheel, budget: parts.budget, local: terms },
        peer: { creditBytes: relay.creditBytes, maxStreams: relay.maxStreams },
        handlers: { onOpen: parts.onStream, ...handlers },
      }),
    onUp: (up, held) => parts.onMux(up, held, dialed.hello),
    onEnd: (end) => {
      if (wire.kind === "raw") parts.wires.noteRawEnd(origin, endOfRaw(end, clock, bornAtMs));
    },
  });
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
