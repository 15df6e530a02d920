import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { HomeportError } from "@homeport/platform";
import { withoutReplayFields } from "../fly/fly-replay.ts";
import { type OwnAnswer, renderRefusal } from "../pages/refusal.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { sandboxAnswer } from "../path-door/sandbox.ts";
import type { Arrival } from "../transport/request-fields.ts";
import type { RequestFraming } from "../transport/request-head.ts";
import { readArrival, readFraming, visitorAddress } from "./arrival.ts";
import type { Connection } from "./connections.ts";
import { HttpVisitor, type HttpVisitorOptions } from "./http-visitor.ts";
import { HttpUpgradeVisitor } from "./upgrade-visitor.ts";
import { Visit } from "./visit.ts";
import type { VisitDeps } from "./visit-deps.ts";

/** One parsed request with all that is known of it before the gate was asked. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly connection: Connection;
  readonly arrival: Arrival;
  /** The visitor's address after trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly framing: RequestFraming;
  readonly visit: Visit;
  readonly visitor: HttpVisitor;
  /** The same visitor when it asks for another protocol. */
  readonly upgradeVisitor: HttpUpgradeVisitor | null;
}

/** Where the answer goes: a response of the server's, or the bare socket of an upgrade. */
export type Sink = ServerResponse | { readonly socket: Socket; readonly firstBytes: Buffer };

/** Begins a visit; `onClosed` is called when its connection ends before its answer does. */
export function beginVisit(
  deps: VisitDeps,
  request: IncomingMessage,
  sink: Sink,
  onClosed: (asked: Asked) => void,
): Asked {
  const connection = deps.connections.of(request.socket);
  const arrival = readArrival(request, connection);
  const framing = readFraming(request);
  const visit = new Visit(
    {
      requestId: arrival.requestId,
      method: request.method ?? "",
      target: request.url ?? "",
      upgrade: "firstBytes" in sink,
      startedMs: deps.clock.monotonicMs(),
      monotonicMs: () => deps.clock.monotonicMs(),
    },
    () => onClosed(asked),
  );
  const asked: Asked = {
    request,
    connection,
    arrival,
    address: visitorAddress(request, arrival, deps.trustedProxies),
    framing,
    visit,
    ...visitorsOf(request, sink, {
      ...visitorOptions(deps, request, visit, framing, connection),
      onSwitched: () => connection.switched(),
    }),
  };
  connection.add(visit);
  deps.visits.add(visit);
  return asked;
}

function visitorsOf(
  request: IncomingMessage,
  sink: Sink,
  options: HttpVisitorOptions & { onSwitched: () => void },
): Pick<Asked, "visitor" | "upgradeVisitor"> {
  if (!("firstBytes" in sink)) {
    return { visitor: new HttpVisitor(request, sink, options), upgradeVisitor: null };
  }
  const visitor = new HttpUpgradeVisitor(request, sink.socket, sink.firstBytes, options);
  return { visitor, upgradeVisitor: visitor };
}

function visitorOptions(
  deps: VisitDeps,
  request: IncomingMessage,
  visit: Visit,
  framing: RequestFraming,
  connection: Connection,
): HttpVisitorOptions {
  const { clock, limits, gate } = deps;
  const { method, upgrade, requestId } = visit.start;
  const asker = { method, rawHeaders: request.rawHeaders, upgrade };
  return {
    requestId,
    hasBody: framing.kind === "chunked" || (framing.kind === "length" && framing.bytes > 0),
    filter: (fields) => {
      const filtered = gate.filterAnswer(fields).rawHeaders;
      const rawHeaders = deps.fly === null ? filtered : withoutReplayFields(filtered);
      return visit.route === "path" ? sandboxAnswer(rawHeaders) : rawHeaders;
    },
    drop: { clock, forMs: limits.dropMs, maxBytes: limits.dropBytes },
    monotonicMs: () => clock.monotonicMs(),
    closing: () => connection.poisoned || deps.isDraining(),
    render: (error) => renderFor(visit, error, wantsPage(asker), deps.webUrl),
    cut: deps.cutConnection,
    onOpenEnded: () => {
      visit.answersOpenEnded = true;
    },
  };
}

/** An error of the relay's own in the shape that suits the address it came by. */
function renderFor(visit: Visit, error: HomeportError, page: boolean, webUrl: URL): OwnAnswer {
  const { requestId } = visit.start;
  const offline = visit.offline ?? undefined;
  if (visit.route !== "path") {
    const app = visit.app ?? undefined;
    const consoleUrl = visit.operates ? new URL(`/apps/${app?.appId}`, webUrl).href : null;
    return renderRefusal({ error, offline, app, consoleUrl }, { page, requestId });
  }
  const transformer = visit.app?.delivery?.trpcTransformer ?? "superjson";
  const trpc = visit.trpc === null ? undefined : { call: visit.trpc, transformer };
  const answer = renderRefusal({ error, offline }, { page, requestId, trpc });
  const challenge = error.status === 401 ? ["WWW-Authenticate", 'Bearer realm="homeport"'] : [];
  return { ...answer, headers: [...sandboxAnswer(answer.headers), ...challenge] };
}
