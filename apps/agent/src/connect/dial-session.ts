import type { Clock } from "@homeport/platform";
import {
  type Budget,
  closeCodes,
  connectLimits,
  createMux,
  dialConnect,
  HandshakeError,
  type Mux,
  rstCodes,
  type Wheel,
  type Wire,
} from "@homeport/tunnel";
import { type DialAttempt, DialRefused, type LiveTunnel } from "../supervisor/live-tunnel.ts";
import { describeDialFailure, resolveName } from "../tunnel/dial.ts";
import { goLive } from "../tunnel/live-mux.ts";
import { openWebSocketAt, UpgradeRefused } from "../tunnel/open-wire.ts";
import { agentVersion } from "../version.ts";

export interface SessionParts {
  readonly relayUrl: URL;
  readonly appId: string;
  /** Sent in `Authorization` of the upgrade, and nowhere else. */
  readonly token: string;
  readonly clock: Clock;
  readonly wheel: Wheel;
  readonly budget: Budget;
  /** The session is up; what is answered is called when it is to be left. */
  onUp(mux: Mux, tunnel: LiveTunnel): () => void;
  /** The relay will say the same again: asking once more is of no use. */
  onRefused(refusal: UpgradeRefused): void;
}

/**
 * Brings one session with an app up, as `dialTunnel` does with a host's tunnel. Throws DialRefused where the relay
 * names a close code, else an error whose message is the reason a person reads.
 */
export async function dialSession(parts: SessionParts, attempt: DialAttempt): Promise<LiveTunnel> {
  await resolveName(parts.relayUrl);
  attempt.phase("connecting");
  const wire = await openWire(parts, attempt.signal);
  attempt.signal.throwIfAborted();
  attempt.phase("handshaking");
  const relay = await greet(parts, wire);
  const { clock, wheel, budget } = parts;
  const { tunnel } = goLive({
    ...{ clock, wire, relayId: relay.relayId, others: [] },
    start: (handlers) =>
      createMux({
        ...{ role: "agent", wire, clock, wheel, budget, limits: connectLimits },
        local: { creditBytes: connectLimits.windowBytes, maxStreams: 0 },
        peer: { creditBytes: relay.creditBytes, maxStreams: relay.maxStreams },
        handlers: { onOpen: (stream) => stream.reset(rstCodes.BAD_OPEN), ...handlers },
      }),
    onUp: parts.onUp,
  });
  return redialling(tunnel);
}

/**
 * A session whose access ended is dialled again at once: the answer to that says what is missing now, and whether
 * anything is. Only then is the person told.
 */
function redialling(tunnel: LiveTunnel): LiveTunnel {
  const plain = <T extends { code: number | null }>(end: T): T =>
    end.code === closeCodes.REVOKED ? { ...end, code: null } : end;
  return {
    ...tunnel,
    onEnd: (listener) => tunnel.onEnd((end) => listener(plain(end))),
    onGoAway: (listener) => tunnel.onGoAway((leaving) => listener(plain(leaving))),
  };
}

async function openWire(parts: SessionParts, signal: AbortSignal): Promise<Wire> {
  const { relayUrl, appId, token } = parts;
  const address = new URL(`/connect/${encodeURIComponent(appId)}`, relayUrl);
  try {
    return await openWebSocketAt(address, { authorization: `Bearer ${token}` }, signal);
  } catch (error) {
    if (!(error instanceof UpgradeRefused)) {
      throw new Error(`${relayUrl.host} does not answer (${describeDialFailure(error)})`);
    }
    if (isFinal(error.status)) parts.onRefused(error);
    if (error.retryAfterMs === undefined) throw error;
    throw new DialRefused(closeCodes.OVERLOADED, error.message, error.retryAfterMs);
  }
}

/** A request that was wrong stays wrong; too many of them, and whatever the relay lacks, passes. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

async function greet(parts: SessionParts, wire: Wire) {
  try {
    return await dialConnect({ wire, clock: parts.clock, agentVersion });
  } catch (error) {
    if (!(error instanceof HandshakeError)) wire.destroy();
    if (!(error instanceof HandshakeError) || error.closeCode === null) throw error;
    throw new DialRefused(error.closeCode, error.detail ?? error.publicMessage, error.graceMs);
  }
}
