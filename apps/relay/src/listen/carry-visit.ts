import type { DeliveryEntry, Passed } from "@homeport/gate";
import { hostHeaderOf, readDelivery } from "../resolve/delivery.ts";
import { findWay, type Way } from "../resolve/way.ts";
import { requestFields } from "../transport/request-fields.ts";
import type { RequestHead } from "../transport/request-head.ts";
import type { CarriedRequest } from "../transport/transport.ts";
import type { Visitor } from "../transport/visitor.ts";
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
  const leave = deps.inFlight.enter(app.appId, delivery.maxConcurrent);
  const unwatch = passed.watch((reason) => {
    visit.cut(reason);
    // Nothing is being carried yet that could cut the visitor off.
    if (!visit.carried) asked.visitor.cut();
  });
  const release = () => {
    leave();
    unwatch();
  };
  const way = await findWayOrRelease(deps, asked, app.hostId, release);
  if (visit.gone) {
    release();
    return;
  }
  visit.chosenMs = visit.elapsedMs();
  const { upgradeVisitor } = asked;
  const exchange =
    upgradeVisitor === null
      ? deps.transport.request(carriedRequest(asked, { passed, delivery, way }, asked.visitor))
      : deps.transport.upgrade(carriedRequest(asked, { passed, delivery, way }, upgradeVisitor));
  visit.carry(exchange, asked.visitor, release);
}

interface Carrying {
  readonly passed: Passed;
  readonly delivery: DeliveryEntry;
  readonly way: Way;
}

function carriedRequest<V extends Visitor>(
  asked: Asked,
  { passed, delivery, way }: Carrying,
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
  return {
    head: requestHead(asked, passed, hostHeaderOf(delivery, asked.arrival.host)),
    body: asked.request,
    visitor,
    limits: { answerHeadMs: delivery.answerHeadMs, maxRequestBytes: delivery.maxRequestBytes },
    open: (events) => way.open(openRequest, events),
    chooseAgain: (reason) => way.chooseAgain(reason),
    onStreamClosed: (end) => way.closed(kind, end),
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

/** What the visit holds is given back when there is no way. */
async function findWayOrRelease(
  deps: VisitDeps,
  asked: Asked,
  hostId: string,
  release: () => void,
): Promise<Way> {
  try {
    return await findWay(deps, asked.visit, hostId);
  } catch (error) {
    release();
    throw error;
  }
}
