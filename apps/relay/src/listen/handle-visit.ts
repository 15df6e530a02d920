import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { GateAnswer } from "@homeport/gate";
import { isHomeportError } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import { readHostPath } from "../path-door/host-path.ts";
import { readHostTool, serveHostTool } from "../path-door/host-tools.ts";
import { admitPath, readPathRequest } from "../path-door/path-door.ts";
import { valuesOf } from "../transport/fields.ts";
import { removeHopByHop } from "../transport/hop-by-hop.ts";
import { bareHost } from "./arrival.ts";
import { type Asked, beginVisit } from "./asked.ts";
import { carryVisit } from "./carry-visit.ts";
import type { Connection } from "./connections.ts";
import type { HttpVisitor } from "./http-visitor.ts";
import { findRequestFault, originForm } from "./request-fault.ts";
import type { VisitDeps } from "./visit-deps.ts";

export interface VisitHandler {
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onUpgrade(request: IncomingMessage, socket: Socket, firstBytes: Buffer): void;
}

/**
 * Serves visitors in one fixed order: parse and refuse, resolve the address, decide, maintenance, limits,
 * choose a tunnel, carry. A refused request opens no stream, and its body is not waited for.
 */
export function createVisitHandler(deps: VisitDeps): VisitHandler {
  const onClosed = (asked: Asked) => finishVisit(deps, asked);
  return {
    onRequest(request, response) {
      if (deps.connections.of(request.socket).poisoned) return;
      const asked = beginVisit(deps, request, response, onClosed);
      response.once("close", () => finishVisit(deps, asked));
      void serveVisit(deps, asked);
    },
    onUpgrade(request, socket, firstBytes) {
      const connection = deps.connections.of(socket);
      // A pipelined upgrade would take the connection away under an answer that is still on its way.
      if (connection.poisoned || connection.busy) {
        socket.destroy();
        return;
      }
      const asked = beginVisit(deps, request, { socket, firstBytes }, onClosed);
      socket.on("error", () => {});
      socket.once("close", () => finishVisit(deps, asked));
      void serveVisit(deps, asked);
    },
  };
}

async function serveVisit(deps: VisitDeps, asked: Asked): Promise<void> {
  const { visit, visitor } = asked;
  try {
    await decideAndCarry(deps, asked);
  } catch (error) {
    if (!isHomeportError(error)) deps.events.internal(error, visit.start.requestId);
    if (visit.gone) return;
    visitor.refuse(isHomeportError(error) ? error : new RelayError("INTERNAL", { cause: error }));
  }
}

async function decideAndCarry(deps: VisitDeps, asked: Asked): Promise<void> {
  const { request, arrival, visit, visitor } = asked;
  refuseFaulty(asked);
  refuseSurplus(asked.connection);
  if (bareHost(arrival.host) === deps.base.hostname) {
    await answerBase(deps, asked);
    return;
  }
  visit.route = "app";
  if (visit.start.upgrade && deps.isDraining()) throw new RelayError("DRAINING");
  const admission = await deps.gate.admit({
    method: visit.start.method,
    target: originForm(visit.start.target),
    rawHeaders: removeHopByHop(request.rawHeaders),
    upgrade: visit.start.upgrade,
    address: asked.address,
    requestId: arrival.requestId,
  });
  visit.gateMs = visit.elapsedMs();
  visit.app = admission.app;
  if (visit.gone) return;
  if (admission.kind === "answer") sendGateAnswer(visitor, admission, arrival.requestId);
  else await carryVisit(deps, asked, admission, { target: originForm(visit.start.target) });
}

/** The host that is no app's: the path form for programs, and what the relay answers itself. */
async function answerBase(deps: VisitDeps, asked: Asked): Promise<void> {
  const { visit } = asked;
  const path = readHostPath(originForm(visit.start.target));
  if (path === null) {
    deps.base.answer(asked);
    return;
  }
  const request = readPathRequest(asked, path);
  if (visit.start.upgrade && deps.isDraining()) throw new RelayError("DRAINING");
  const tool = readHostTool(path);
  if (tool !== null) {
    await serveHostTool(deps, asked, { tool, hostId: path.hostId, request });
    return;
  }
  const passed = await admitPath(deps, asked, path, request);
  visit.gateMs = visit.elapsedMs();
  if (!visit.gone) await carryVisit(deps, asked, passed, path);
}

function refuseFaulty({ request, visit, connection }: Asked): void {
  const fault = findRequestFault({
    httpVersion: request.httpVersion,
    method: visit.start.method,
    target: visit.start.target,
    rawHeaders: request.rawHeaders,
  });
  if (fault === null) return;
  connection.poisoned = true;
  throw new RelayError(fault.code, { detail: fault.detail });
}

/** The connection ends with this answer, so that its place serves somebody else. */
function refuseSurplus(connection: Connection): void {
  if (!connection.surplus) return;
  connection.poisoned = true;
  throw new RelayError("OVER_CAPACITY");
}

function sendGateAnswer(visitor: HttpVisitor, answer: GateAnswer, requestId: string): void {
  visitor.tally.code = answer.code;
  const named = valuesOf(answer.headers, "x-request-id").length > 0;
  const headers = named ? answer.headers : [...answer.headers, "X-Request-Id", requestId];
  visitor.send({ status: answer.status, headers, body: answer.body });
}

function finishVisit(deps: VisitDeps, asked: Asked): void {
  const { visit, visitor, connection } = asked;
  if (!deps.visits.delete(visit)) return;
  connection.remove(visit);
  const record = visit.finish(visitor.tally);
  if (!visit.ownProbe) deps.events.request(record);
  deps.traffic.note(record);
}
