import {
  type AppEntry,
  type GateOptions,
  type ProxiedRequest,
  refusesInFull,
} from "@homeport/gate";
import { isHomeportError } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import { type OwnAnswer, renderRefusal } from "../pages/refusal.ts";
import { opensPage, wantsPage } from "../pages/wants-page.ts";
import { type Fields, valuesOf } from "../transport/fields.ts";
import type { Waker, Wish } from "../wake/waker.ts";

export interface ProxyHoldLimits {
  /** How long the opening of a page waits for an app that starts. */
  readonly navigationWaitMs: number;
  /** How long any other question is held. */
  readonly proxyHoldMs: number;
}

export interface WakeProxiedDeps {
  readonly waker: Pick<Waker, "read" | "ready">;
  readonly appStatus: NonNullable<GateOptions["appStatus"]>;
  readonly holdLimits: ProxyHoldLimits;
}

export interface WokenQuestion
  extends Pick<ProxiedRequest, "dialect" | "step" | "requestId">,
    Pick<Wish, "whenGone"> {
  readonly app: AppEntry;
  /** The sub-request's own. */
  readonly method: string;
  readonly rawHeaders: Fields;
  /** What the proxy is told once the app runs. */
  readonly answer: OwnAnswer;
}

/** Who may pass is let through once the app runs, and is told how it is when that takes long. */
export async function wakeProxied(deps: WakeProxiedDeps, asked: WokenQuestion): Promise<OwnAnswer> {
  const { app, rawHeaders, requestId } = asked;
  const asker = { method: originalMethod(asked), rawHeaders, upgrade: asksForUpgrade(rawHeaders) };
  const { navigationWaitMs, proxyHoldMs } = deps.holdLimits;
  try {
    const state = await deps.waker.read(app.appId);
    if (state?.status === "running") return asked.answer;
    // The row of an app whose host is away says how it was.
    const { status } = await deps.appStatus(app);
    if (status === "offline") throw new RelayError("HOST_OFFLINE");
    await deps.waker.ready({
      ...{ appId: app.appId, refused: null, whenGone: asked.whenGone },
      waitMs: opensPage(asker) ? navigationWaitMs : proxyHoldMs,
    });
    return asked.answer;
  } catch (error) {
    if (!isHomeportError(error)) throw error;
    // Such a proxy sends its visitor here for the rest.
    if (asked.step === "decide" && !refusesInFull(asked.dialect)) return bareRefusal;
    return renderRefusal({ error, app }, { page: wantsPage(asker), requestId });
  }
}

const bareRefusal: OwnAnswer = { status: 401, headers: ["Cache-Control", "no-store"], body: "" };

function originalMethod({ method, rawHeaders }: WokenQuestion): string {
  const [told] = [
    ...valuesOf(rawHeaders, "x-forwarded-method"),
    ...valuesOf(rawHeaders, "x-original-method"),
  ];
  return told ?? method;
}

function asksForUpgrade(rawHeaders: Fields): boolean {
  return valuesOf(rawHeaders, "upgrade").length > 0;
}
