import type { DeliveryEntry, Passed } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import { hostHeaderOf, readDelivery } from "../resolve/delivery.ts";
import { openStream } from "../resolve/open-stream.ts";
import { requestFields } from "../transport/request-fields.ts";
import type { RequestHead } from "../transport/request-head.ts";
import type { CarriedRequest } from "../transport/transport.ts";
import type { Visitor } from "../transport/visitor.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import type { Asked } from "./asked.ts";
import { originForm } from "./request-fault.ts";
import type { VisitDeps } from "./visit-deps.ts";

/** Carries an admitted request to its app. Throws RelayError while nothing has been opened. */
export async function carryVisit(deps: VisitDeps, asked: Asked, passed: Passed): Promise<void> {
  const { visit, framing } = asked;
  const { app, principal } = passed;
  deps.lastAccess.note(app.appId);
  if (principal.kind !== "anonymous") visit.userId = principal.userId;
  const delivery = readDelivery(passed, framing.kind === "length" ? framing.bytes : null);
  if (deps.registry.openable(app.hostId).length === 0) await refuseOffline(deps, asked, app.hostId);
  const leave = deps.inFlight.enter(app.appId, delivery.maxConcurrent);
  const unwatch = passed.watch((reason) => visit.cut(reason));
  const release = () => {
    leave();
    unwatch();
  };
  visit.chosenMs = visit.elapsedMs();
  const { upgradeVisitor } = asked;
  const exchange =
    upgradeVisitor === null
      ? deps.transport.request(carriedRequest(deps, asked, passed, delivery, asked.visitor))
      : deps.transport.upgrade(carriedRequest(deps, asked, passed, delivery, upgradeVisitor));
  visit.carry(exchange, asked.visitor, release);
}

function carriedRequest<V extends Visitor>(
  deps: VisitDeps,
  asked: Asked,
  passed: Passed,
  delivery: DeliveryEntry,
  visitor: V,
): CarriedRequest<V> {
  const { app } = passed;
  const kind = asked.visit.start.upgrade ? "upgrade" : "http";
  const openRequest = {
    kind,
    appId: app.appId,
    target: delivery.target ?? "",
    visitorAddress: asked.address ?? "",
    requestId: asked.arrival.requestId,
  } as const;
  let carrier: LiveTunnel | null = null;
  return {
    head: requestHead(asked, passed, hostHeaderOf(delivery, asked.arrival.host)),
    body: asked.request,
    visitor,
    limits: { answerHeadMs: delivery.answerHeadMs, maxRequestBytes: delivery.maxRequestBytes },
    open: (events) => {
      const { stream, tunnel } = openStream(deps.registry, app.hostId, openRequest, events);
      carrier = tunnel;
      tunnel.pendingRequests += 1;
      deps.events.streamOpened(kind);
      return stream;
    },
    onStreamClosed: (end) => {
      if (carrier !== null) carrier.pendingRequests -= 1;
      deps.events.streamClosed(kind, end);
    },
  };
}

function requestHead(asked: Asked, passed: Passed, hostHeader: string): RequestHead {
  const { request, visit, framing, arrival } = asked;
  return {
    method: visit.start.method,
    target: originForm(visit.start.target),
    fields: requestFields(passed.rawHeaders, arrival, hostHeader),
    framing,
    upgrade: visit.start.upgrade ? (request.headers.upgrade ?? "") : null,
  };
}

/** No tunnel is an answer like any other: it says why, and since when. */
async function refuseOffline(deps: VisitDeps, asked: Asked, hostId: string): Promise<never> {
  const offline = await deps.offline.read(hostId);
  asked.visit.offline = offline;
  asked.visit.reason = offline?.reason ?? null;
  throw new RelayError("HOST_OFFLINE");
}
