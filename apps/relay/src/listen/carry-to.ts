import type { CutReason } from "@homeport/gate";
import type { StreamEvents } from "@homeport/tunnel";
import type { Pace } from "../limits/pace.ts";
import { openPaced } from "../limits/paced-stream.ts";
import { findWay, type Way } from "../resolve/way.ts";
import type { Fields } from "../transport/fields.ts";
import { requestFields } from "../transport/request-fields.ts";
import type { RequestHead } from "../transport/request-head.ts";
import type { CarriedRequest, CarryLimits, LanePlace } from "../transport/transport.ts";
import type { Visitor } from "../transport/visitor.ts";
import { NotReady } from "../wake/not-ready.ts";
import type { Readiness, Wish } from "../wake/waker.ts";
import type { Asked } from "./asked.ts";
import type { VisitDeps } from "./visit-deps.ts";

/** Where an admitted request goes: an app of a host, or the host's agent itself. */
export interface Destination {
  readonly hostId: string;
  /** Empty for the agent itself. */
  readonly appId: string;
  readonly kind: "http" | "upgrade" | "echo";
  /** What the agent connects to; empty for what it serves itself. */
  readonly openTarget: string;
  /** Path and query as the other end gets them. */
  readonly target: string;
  /** What stood before them in the visitor's address. */
  readonly prefix?: string;
  readonly admitted: Fields;
  readonly hostHeader: string;
  readonly limits: CarryLimits;
  /** What else two requests must have in common to follow each other on one stream; null when none may. */
  readonly sharing: string | null;
  /** What its bytes keep to; null for no limit. */
  readonly pace: Pace | null;
  /** Has the app started where it has to be; null where nothing can be started. */
  readonly wake: ((refused: Wish["refused"]) => Promise<Readiness>) | null;
  /** Takes a place, and answers how to give it back. Throws when there is none. */
  readonly enter: () => () => void;
  /** Calls `cut` when this request would no longer be admitted; answers how to stop. */
  readonly watch: (cut: (reason: CutReason) => void) => () => void;
}

/**
 * Carries a request to its destination, or has the platform's proxy bring it to a relay that can. Throws RelayError while nothing has been
 * opened.
 */
export async function carryTo(deps: VisitDeps, asked: Asked, to: Destination): Promise<void> {
  const { visit, upgradeVisitor } = asked;
  const replay = deps.fly === null ? null : await deps.fly.answer(asked, to.hostId);
  if (visit.gone) return;
  if (replay !== null) {
    asked.visitor.send(replay);
    return;
  }
  const leave = to.enter();
  const unwatch = to.watch((reason) => {
    visit.cut(reason);
    // Nothing is being carried yet that could cut the visitor off.
    if (!visit.carried) asked.visitor.cut();
  });
  const release = () => {
    leave();
    unwatch();
  };
  const { way, running } = await findWayOrRelease(deps, asked, to, release);
  if (visit.gone) {
    release();
    return;
  }
  visit.chosenMs = visit.elapsedMs();
  const exchange =
    upgradeVisitor === null
      ? deps.transport.request(carriedRequest(asked, to, way, running, asked.visitor))
      : deps.transport.upgrade(carriedRequest(asked, to, way, running, upgradeVisitor));
  visit.carry(exchange, asked.visitor, release);
}

function carriedRequest<V extends Visitor>(
  asked: Asked,
  to: Destination,
  way: Way,
  running: Readiness | null,
  visitor: V,
): CarriedRequest<V> {
  const openRequest = {
    kind: to.kind,
    appId: to.appId,
    target: to.openTarget,
    visitorAddress: asked.address ?? "",
    requestId: asked.arrival.requestId,
  };
  const { pace } = to;
  const open = (events: StreamEvents) => way.open(openRequest, events);
  return {
    head: requestHead(asked, to),
    body: asked.request,
    visitor,
    limits: to.limits,
    open: pace === null ? open : (events) => openPaced(pace, events, open),
    lane: () => laneOf(to, way),
    onStreamReused: () => way.reused(),
    chooseAgain: (reason) => way.chooseAgain(reason),
    revive: to.wake === null ? null : reviver(to.wake, way, running?.generation ?? null),
    onStreamClosed: (end) => way.closed(to.kind, end),
  };
}

/** A request that cannot be sent again is not held: its visitor is told to come back. */
function reviver(
  wake: NonNullable<Destination["wake"]>,
  way: Way,
  generation: number | null,
): NonNullable<CarriedRequest<Visitor>["revive"]> {
  return async (canRepeat) => {
    const ready = wake({ generation });
    if (!canRepeat) {
      ready.catch(() => undefined);
      throw new NotReady("APP_STARTING", null);
    }
    await ready;
    await way.findAgain();
  };
}

function laneOf(to: Destination, way: Way): LanePlace | null {
  const mux = to.sharing === null ? null : way.first();
  if (mux === null) return null;
  return { mux, key: [to.hostId, to.appId, to.kind, to.openTarget, to.sharing].join(" ") };
}

function requestHead(asked: Asked, to: Destination): RequestHead {
  const { request, visit, framing, arrival } = asked;
  return {
    method: visit.start.method,
    target: to.target,
    fields: requestFields(to.admitted, arrival, to.hostHeader, to.prefix),
    framing,
    upgrade: visit.start.upgrade ? (request.headers.upgrade ?? "") : null,
  };
}

/** What the visit holds is given back when there is no way, or the app does not start. */
async function findWayOrRelease(
  deps: VisitDeps,
  asked: Asked,
  to: Destination,
  release: () => void,
): Promise<{ way: Way; running: Readiness | null }> {
  try {
    if (to.pace !== null) await to.pace.turn();
    const way = await findWay(deps, asked.visit, to.hostId);
    const running = to.wake === null ? null : await to.wake(null);
    if (running?.wasHeld === true && !asked.visit.gone) await way.findAgain();
    return { way, running };
  } catch (error) {
    release();
    throw error;
  }
}
