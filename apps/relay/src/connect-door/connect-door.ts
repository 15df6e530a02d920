import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type CutReason, type Gate, type Passed, personOf } from "@homeport/gate";
import {
  type Clock,
  type HomeportError,
  isHomeportError,
  type TrustedProxies,
} from "@homeport/platform";
import {
  acceptConnect,
  type Budget,
  closeCodes,
  connectLimits,
  createMux,
  HandshakeError,
  type Mux,
  maxConnectStreams,
  protocolVersion,
  type Wheel,
  type Wire,
} from "@homeport/tunnel";
import { isServedVersion } from "../agent-door/agent-version.ts";
import { createUpgrader } from "../agent-door/carrier.ts";
import type { DoorIdentity } from "../agent-door/relay-hello.ts";
import { RelayError } from "../errors.ts";
import { bareHost, readArrival, visitorAddress } from "../listen/arrival.ts";
import type { Connections } from "../listen/connections.ts";
import type { AnswerTally } from "../listen/http-visitor.ts";
import { refuseSocket } from "../listen/refuse-socket.ts";
import { findRequestFault } from "../listen/request-fault.ts";
import { Visit } from "../listen/visit.ts";
import { admitConnect } from "./admit-connect.ts";
import { type CarryTcpDeps, carryTcp, type TcpClient } from "./carry-tcp.ts";
import { isConnectTarget, readConnectRequest } from "./connect-request.ts";

export interface ConnectDoorDeps extends CarryTcpDeps {
  readonly clock: Clock;
  readonly gate: Pick<Gate, "admitProgram" | "readProgram" | "current">;
  readonly wheel: Wheel;
  readonly budget: Budget;
  readonly identity: Pick<DoorIdentity, "hostname" | "ownId" | "boot" | "minAgentVersion">;
  readonly connections: Connections;
  readonly trustedProxies: TrustedProxies;
  readonly isDraining: () => boolean;
  readonly pingMs: number;
  readonly limits: ConnectLimits;
}

export interface ConnectLimits {
  readonly handshakeMs: number;
  /** Clients that are connected, whatever they have open. */
  readonly maxConnectClients: number;
}

/** Where programs connect to apps that speak no HTTP. */
export interface ConnectDoor {
  /** Takes an upgrade that was meant for this door; answers whether it was. */
  take(request: IncomingMessage, socket: Socket, firstBytes: Buffer): boolean;
  /** One for each client that is connected. */
  readonly muxes: ReadonlySet<Mux>;
}

/** One upgrade on its way to a client, with its line in the access log. */
interface Arrived {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly firstBytes: Buffer;
  readonly address: string | null;
  readonly visit: Visit;
  readonly tally: AnswerTally;
}

/**
 * A client is *asking* while the gate decides, *greeting* until its handshake is over, *connected* while its mux
 * lives, and *over*. Its access is watched from the decision on: when it ends, so does everything the client has.
 */
export function createConnectDoor(deps: ConnectDoorDeps): ConnectDoor {
  const { identity, limits } = deps;
  const upgrade = createUpgrader();
  const muxes = new Set<Mux>();
  let clients = 0;

  function arrive(request: IncomingMessage, socket: Socket, firstBytes: Buffer): Arrived {
    const arrival = readArrival(request, deps.connections.of(socket));
    const { requestId } = arrival;
    const monotonicMs = () => deps.clock.monotonicMs();
    const start = { requestId, method: request.method ?? "", target: request.url ?? "" };
    const visit = new Visit(
      { ...start, upgrade: true, startedMs: monotonicMs(), monotonicMs },
      () => {},
    );
    visit.route = "connect";
    const address = visitorAddress(request, arrival, deps.trustedProxies);
    const tally = { status: null, code: null, bytesOut: 0, firstByteMs: null };
    return { request, socket, firstBytes, address, visit, tally };
  }

  function finish({ visit, tally }: Arrived, code: string | null): void {
    tally.code ??= code;
    deps.events.request(visit.finish(tally));
  }

  function refuse(arrived: Arrived, error: HomeportError): void {
    arrived.tally.status = error.status;
    refuseSocket(arrived.socket, error, arrived.visit.start.requestId);
    finish(arrived, error.code);
  }

  async function serve(arrived: Arrived): Promise<void> {
    try {
      const passed = await decide(arrived);
      if (arrived.socket.destroyed) finish(arrived, "VISITOR_GONE");
      else connect(arrived, passed);
    } catch (error) {
      const known = isHomeportError(error) ? error : new RelayError("INTERNAL", { cause: error });
      if (known !== error) deps.events.internal(error, arrived.visit.start.requestId);
      refuse(arrived, known);
    }
  }

  async function decide({ request, address, visit }: Arrived): Promise<Passed> {
    const { method, target, requestId } = visit.start;
    const { rawHeaders, httpVersion } = request;
    const fault = findRequestFault({ httpVersion, method, target, rawHeaders });
    if (fault !== null) throw new RelayError(fault.code, { detail: fault.detail });
    const asked = readConnectRequest({ method, target, rawHeaders, upgrade: true });
    if (asked.kind === "refuse") throw new RelayError(asked.code, { detail: asked.detail });
    if (deps.isDraining()) throw new RelayError("DRAINING");
    if (clients >= limits.maxConnectClients) throw new RelayError("OVER_CAPACITY");
    const { appId, token } = asked;
    visit.app = deps.gate.current().byId.get(appId) ?? null;
    const passed = await admitConnect(deps.gate, { appId, token, address, requestId });
    visit.gateMs = visit.elapsedMs();
    visit.userId = personOf(passed.principal)?.userId ?? null;
    return passed;
  }

  function connect(arrived: Arrived, passed: Passed): void {
    const { request, socket, firstBytes } = arrived;
    let accepted = false;
    // From here on the mux looks after itself by pings, and an end of the socket is no half of a conversation.
    deps.connections.of(socket).switched();
    socket.setTimeout(0);
    upgrade("websocket", { request, socket, firstBytes }, (wire) => {
      accepted = true;
      void greet(arrived, passed, wire);
    });
    // `ws` has answered an upgrade that is none.
    if (accepted) return;
    arrived.tally.status = 400;
    finish(arrived, "BAD_REQUEST");
  }

  async function greet(arrived: Arrived, passed: Passed, wire: Wire): Promise<void> {
    const { tally, visit, address } = arrived;
    const { appId } = passed.app;
    tally.status = 101;
    tally.firstByteMs = deps.clock.monotonicMs();
    clients += 1;
    const client: TcpClient = { appId, principal: passed.principal, address, visits: new Set() };
    const held: { mux: Mux | null; cut: CutReason | null } = { mux: null, cut: null };
    const unwatch = passed.watch((reason) => {
      held.cut = reason;
      visit.reason = reason;
      for (const one of client.visits) one.reason = reason;
      if (held.mux !== null) cutClient(held.mux, reason);
      else wire.destroy();
    });
    const leave = (code: string | null) => {
      clients -= 1;
      unwatch();
      finish(arrived, code);
    };
    try {
      await acceptConnect({
        ...{ wire, clock: deps.clock, deadlineMs: limits.handshakeMs },
        offer: offer(),
        welcome: { tunnelId: `${identity.ownId()}:${visit.start.requestId}`, warnings: [] },
        serves: (version) => isServedVersion(version, identity.minAgentVersion),
      });
    } catch (error) {
      if (!(error instanceof HandshakeError)) wire.destroy();
      leave(held.cut === null ? "BAD_REQUEST" : null);
      return;
    }
    held.mux = run(wire, client, () => leave(null));
    if (held.cut !== null) cutClient(held.mux, held.cut);
  }

  function offer() {
    const { boot, minAgentVersion } = identity;
    return {
      ...{ protocols: [protocolVersion], relayId: identity.ownId(), boot, minAgentVersion },
      ...{ maxStreams: maxConnectStreams, creditBytes: connectLimits.windowBytes, features: [] },
    };
  }

  function run(wire: Wire, client: TcpClient, onClose: () => void): Mux {
    const mux = createMux({
      ...{ role: "relay", wire, clock: deps.clock, wheel: deps.wheel, budget: deps.budget },
      local: { creditBytes: connectLimits.windowBytes, maxStreams: maxConnectStreams },
      // A client has nothing that could be opened towards it.
      peer: { creditBytes: connectLimits.windowBytes, maxStreams: 0 },
      limits: { ...connectLimits, pingEveryMs: deps.pingMs },
      handlers: {
        onOpen: (stream) => carryTcp(deps, client, stream),
        onClose: () => {
          muxes.delete(mux);
          onClose();
        },
      },
    });
    muxes.add(mux);
    return mux;
  }

  return {
    take(request, socket, firstBytes) {
      if (bareHost(request.headers.host ?? "") !== identity.hostname) return false;
      if (!isConnectTarget(request.url ?? "")) return false;
      socket.on("error", () => {});
      void serve(arrive(request, socket, firstBytes));
      return true;
    },
    muxes,
  };
}

/** The client dials again, and is then told by the gate itself what it may. */
function cutClient(mux: Mux, reason: CutReason): void {
  if (reason === "unsynced") mux.close(closeCodes.OVERLOADED, "it cannot be told who may stay");
  else mux.close(closeCodes.REVOKED, "this app may not be reached any more");
}
