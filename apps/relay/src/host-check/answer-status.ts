import { type CheckStep, passedStep } from "@homeport/hosts";
import { RelayError } from "../errors.ts";
import type { Asked } from "../listen/asked.ts";
import type { VisitDeps } from "../listen/visit-deps.ts";
import type { HostReader } from "../path-door/host-reader.ts";
import { valuesOf } from "../transport/fields.ts";
import { type Walk, walkPath } from "./walk-path.ts";

/** Who looks at one host shares these places with everyone else who does. */
const mostWalksAHost = 4;

const common = ["Cache-Control", "no-store", "X-Content-Type-Options", "nosniff"];

/**
 * Answers `GET /hosts/<hostId>/_status`: all steps as one document when the walk is over, or each as a line of its own
 * as soon as it is for whoever accepts `application/x-ndjson`. Failed steps are part of a 200: the walk itself
 * succeeded. Throws METHOD_REFUSED, and OVER_CAPACITY while enough people look at the host already.
 */
export async function answerStatus(
  deps: VisitDeps,
  asked: Asked,
  walk: Omit<Walk, "requestId" | "isGone"> & Pick<HostReader, "watch">,
): Promise<void> {
  const { visit, visitor } = asked;
  if (visit.start.method !== "GET") throw new RelayError("METHOD_REFUSED");
  const leave = deps.inFlight.enter(`check ${walk.hostId}`, mostWalksAHost);
  const unwatch = walk.watch((reason) => {
    visit.cut(reason);
    visitor.cut();
  });
  try {
    const { requestId } = visit.start;
    const steps = walkPath(deps, { ...walk, requestId, isGone: () => visit.gone });
    if (acceptsLines(asked)) await sendLines(deps, asked, steps);
    else await sendDocument(deps, asked, walk, steps);
  } finally {
    unwatch();
    leave();
  }
}

function acceptsLines({ request }: Asked): boolean {
  return valuesOf(request.rawHeaders, "accept").some((value) =>
    /\bapplication\/x-ndjson\b/i.test(value),
  );
}

async function sendLines(
  deps: VisitDeps,
  { visit, visitor }: Asked,
  steps: AsyncIterable<CheckStep>,
): Promise<void> {
  const fields = ["Content-Type", "application/x-ndjson; charset=utf-8", ...common];
  const line = (step: CheckStep) => Buffer.from(`${JSON.stringify(step)}\n`);
  visitor.deliver({
    head: { status: 200, reason: "OK", fields, framing: { kind: "chunked" }, reusable: true },
    slices: [line(passedStep("relay", 0, { relayId: deps.ownId() }))],
    end: null,
  });
  for await (const step of steps) {
    if (visit.gone) return;
    visitor.deliver({ head: null, slices: [line(step)], end: null });
  }
  if (!visit.gone) visitor.deliver({ head: null, slices: [], end: [] });
}

async function sendDocument(
  deps: VisitDeps,
  { visit, visitor }: Asked,
  { hostId, app }: Pick<Walk, "hostId" | "app">,
  walked: AsyncIterable<CheckStep>,
): Promise<void> {
  const steps: CheckStep[] = [];
  for await (const step of walked) steps.push(step);
  if (visit.gone) return;
  const body = {
    relayId: deps.ownId(),
    ...{ hostId, appId: app?.appId ?? null },
    ok: steps.every((step) => step.result !== "failed"),
    steps,
  };
  const headers = ["Content-Type", "application/json; charset=utf-8", ...common];
  visitor.send({
    status: 200,
    headers: [...headers, "X-Request-Id", visit.start.requestId],
    body: `${JSON.stringify(body)}\n`,
  });
}
