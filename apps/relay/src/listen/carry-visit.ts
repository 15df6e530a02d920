import { type Passed, personOf } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import { createPace } from "../limits/pace.ts";
import { takeVisitorRate } from "../limits/visitor-rate.ts";
import { opensPage } from "../pages/wants-page.ts";
import {
  hostHeaderOf,
  mayOperate,
  openTargetOf,
  readDelivery,
  sharingOf,
} from "../resolve/delivery.ts";
import type { Readiness, Wish } from "../wake/waker.ts";
import type { Asked } from "./asked.ts";
import { carryTo, type Destination } from "./carry-to.ts";
import type { VisitDeps } from "./visit-deps.ts";

/** Carries an admitted request to its app. Throws RelayError while nothing has been opened. */
export async function carryVisit(
  deps: VisitDeps,
  asked: Asked,
  passed: Passed,
  path: Pick<Destination, "target" | "prefix">,
): Promise<void> {
  const { visit, framing, arrival } = asked;
  const { app, principal } = passed;
  deps.lastAccess.note(app.appId);
  visit.userId = personOf(principal)?.userId ?? null;
  const delivery = readDelivery(passed, framing.kind === "length" ? framing.bytes : null);
  const { answerHeadMs, maxRequestBytes, maxConcurrent, visitorRate, bytesPerSecond } = delivery;
  const { appId, hostId } = app;
  visit.operates = mayOperate(app, principal);
  // The gate lets nothing pass here to an app that its own proxy serves.
  if (hostId === null) throw new RelayError("NOT_FOUND");
  if (visitorRate !== null) {
    takeVisitorRate(deps.limiter, { appId, perSecond: visitorRate, address: asked.address });
  }
  await carryTo(deps, asked, {
    ...{ hostId, appId },
    kind: visit.start.upgrade ? "upgrade" : "http",
    openTarget: openTargetOf(delivery),
    target: path.target,
    ...(path.prefix === undefined ? {} : { prefix: path.prefix }),
    admitted: passed.rawHeaders,
    hostHeader: hostHeaderOf(delivery, arrival.host),
    limits: { answerHeadMs, maxRequestBytes },
    sharing: sharingOf(delivery),
    pace: bytesPerSecond === null ? null : createPace(deps.pace, appId, bytesPerSecond),
    wake: app.isManaged ? (refused) => wake(deps, asked, { appId, refused }) : null,
    enter: () => deps.inFlight.enterApp(appId, maxConcurrent),
    watch: (cut) => passed.watch(cut),
  });
}

/** A page is shown what it waits for after a moment; everything else is held until it can be answered. */
function wake(
  deps: VisitDeps,
  { request, visit }: Asked,
  wish: Pick<Wish, "appId" | "refused">,
): Promise<Readiness> {
  const { method, upgrade } = visit.start;
  const isPage = opensPage({ method, upgrade, rawHeaders: request.rawHeaders });
  const { navigationWaitMs, startHoldMs } = deps.limits;
  return deps.waker.ready({
    ...wish,
    waitMs: isPage ? navigationWaitMs : startHoldMs,
    whenGone: (then) => visit.whenGone(then),
  });
}
