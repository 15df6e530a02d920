import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { OfflineReason } from "@homeport/hosts";
import type { Clock, Random, TrustedProxies } from "@homeport/platform";
import {
  type AcceptedAgent,
  type AgentHello,
  acceptHandshake,
  closeCodes,
  HandshakeError,
  handshakeDeadlineMs,
  type Wire,
} from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import { bareHost, readArrival } from "../listen/arrival.ts";
import type { Connections } from "../listen/connections.ts";
import { refuseSocket } from "../listen/refuse-socket.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import { createUpgrader } from "./carrier.ts";
import type { Credentials } from "./credentials.ts";
import { type DoorRequest, readDoorRequest } from "./door-request.ts";
import type { FailedHandshakes } from "./failed-handshakes.ts";
import { createJudge, type ProvenHost, type VerifySignature } from "./judge-agent.ts";
import { type DoorIdentity, relayHello } from "./relay-hello.ts";
import { readSource, type Source } from "./source.ts";
import { createUnfinished } from "./unfinished.ts";

export interface AgentDoorDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: RelayEvents;
  readonly credentials: Pick<Credentials, "read">;
  readonly failures: FailedHandshakes;
  readonly registry: Pick<TunnelRegistry, "size">;
  readonly connections: Connections;
  readonly trustedProxies: TrustedProxies;
  readonly isDraining: () => boolean;
  /** Takes over an agent that proved itself, and its wire. */
  readonly admit: (agent: AcceptedAgent<ProvenHost>, wire: Wire) => void;
  /** Whether a host is this relay's own probe: it comes in however many others there are. */
  readonly isOwn: (hostId: string) => boolean;
  /** Why an agent with a good key is to stay away for now; null for nearly all. Never rejects. */
  readonly findRefusal: (hello: AgentHello) => Promise<EntryRefusal | null>;
  /** A host that is there, and why it may not come in. */
  readonly onRefused: (hostId: string, reason: OfflineReason) => void;
  readonly verifySignature: VerifySignature;
  readonly identity: DoorIdentity;
  readonly limits?: Partial<DoorLimits>;
}

/** A close code with its sentence, and how long to wait. */
export interface EntryRefusal {
  readonly code: number;
  readonly text: string;
  readonly graceMs: number;
  /** What it says of the host, should it have no other tunnel. */
  readonly reason: OfflineReason;
}

export interface DoorLimits {
  readonly handshakeMs: number;
  readonly maxUnfinished: number;
  /** The share of one address: the rest of the places is for everyone else. */
  readonly maxUnfinishedByAddress: number;
  readonly maxTunnels: number;
}

/** Whether the host has a tunnel here already, and there is a relay at which it has none. */
function isBetterElsewhere(
  { ownId, others }: Pick<DoorIdentity, "ownId" | "others">,
  avoid: readonly string[],
): boolean {
  if (!avoid.includes(ownId().toLowerCase())) return false;
  return others().some(({ relayId }) => !avoid.includes(relayId.toLowerCase()));
}

const defaults: DoorLimits = {
  handshakeMs: handshakeDeadlineMs,
  maxUnfinished: 2_000,
  maxUnfinishedByAddress: 256,
  maxTunnels: 20_000,
};

/** Takes an upgrade that was meant for agents; answers whether it was. */
export type AgentDoor = (request: IncomingMessage, socket: Socket, firstBytes: Buffer) => boolean;

/**
 * Where agents dial in. An attempt is *asking* until it is upgraded, *unfinished* until its handshake ends,
 * and then a tunnel or nothing. A refusal before the upgrade is an HTTP status, a later one a close code.
 */
export function createAgentDoor(deps: AgentDoorDeps): AgentDoor {
  const limits = { ...defaults, ...deps.limits };
  const upgrade = createUpgrader();
  const judge = createJudge({ ...deps, minAgentVersion: deps.identity.minAgentVersion });
  const unfinished = createUnfinished();

  function refusalOf(asked: DoorRequest, source: Source): RelayError | null {
    if (asked.kind === "refuse") return new RelayError(asked.code, { detail: asked.detail });
    if (deps.isDraining()) return new RelayError("DRAINING");
    if (deps.isOwn(asked.hostId)) return null;
    if (isBetterElsewhere(deps.identity, asked.avoid)) {
      return new RelayError("ANOTHER_RELAY");
    }
    const waitMs = source.isShared ? 0 : deps.failures.waitMs(source.address);
    if (waitMs > 0) return new RelayError("RATE_LIMITED", { retryAfterMs: waitMs });
    const share = source.isShared ? limits.maxUnfinished : limits.maxUnfinishedByAddress;
    // Handshakes end in milliseconds, so a place is free again much sooner than their deadline.
    if (unfinished.of(source.address) >= share) return new RelayError("RATE_LIMITED");
    const full = deps.registry.size >= limits.maxTunnels || unfinished.all >= limits.maxUnfinished;
    return full ? new RelayError("OVER_CAPACITY") : null;
  }

  async function shakeHands(wire: Wire, hostId: string, source: Source): Promise<void> {
    const { address } = source;
    const finish = unfinished.begin(address);
    try {
      const agent = await acceptHandshake({
        wire,
        clock: deps.clock,
        hello: relayHello(deps.identity, deps.random, deps.clock.nowMs()),
        judge: (hello, proof) => judge(hostId, hello, proof),
        deadlineMs: limits.handshakeMs,
      });
      const refusal = await deps.findRefusal(agent.hello);
      if (refusal === null) {
        deps.admit(agent, wire);
        return;
      }
      agent.refuse(refusal.code, refusal.text, refusal.graceMs);
      deps.onRefused(hostId, refusal.reason);
      deps.events.tunnelRefused({ hostId, code: refusal.code, text: refusal.text, address });
    } catch (error) {
      if (!(error instanceof HandshakeError)) wire.destroy();
      noteFailure(error, hostId, source);
    } finally {
      finish();
    }
  }

  function noteFailure(error: unknown, hostId: string, { address, isShared }: Source): void {
    // A relay that cannot judge, its store being away, has nothing against the address.
    const isOurs = error instanceof HandshakeError && error.closeCode === closeCodes.OVERLOADED;
    if (!isOurs && !isShared) deps.failures.note(address);
    if (error instanceof HandshakeError && error.by === "local" && error.closeCode !== null) {
      const text = error.detail ?? "";
      deps.events.tunnelRefused({ hostId, code: error.closeCode, text, address });
    } else {
      const detail = error instanceof Error ? error.message : "failed";
      deps.events.handshakeFailed({ hostId, address, detail });
    }
  }

  return (request, socket, firstBytes) => {
    if (bareHost(request.headers.host ?? "") !== deps.identity.hostname) return false;
    const target = request.url ?? "";
    if (target.split("?", 1)[0] !== "/tunnel") return false;
    const connection = deps.connections.of(socket);
    const arrival = readArrival(request, connection);
    const source = readSource(request, arrival, deps.trustedProxies);
    const { rawHeaders, method = "" } = request;
    const asked = readDoorRequest({ method, target, rawHeaders });
    const refusal = refusalOf(asked, source);
    if (refusal !== null || asked.kind === "refuse") {
      const error = refusal ?? new RelayError("BAD_REQUEST");
      deps.events.doorClosed(error.status, error.detail ?? error.code);
      refuseSocket(socket, error, arrival.requestId);
      return true;
    }
    // A tunnel is watched by its own pings, and is no visitor's connection any more.
    connection.becameTunnel();
    socket.setTimeout(0);
    upgrade(asked.wire, { request, socket, firstBytes }, (wire) => {
      void shakeHands(wire, asked.hostId, source);
    });
    return true;
  };
}
