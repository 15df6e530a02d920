import type { IncomingMessage } from "node:http";
import { type Gate, type GateAnswer, type ProxiedRequest, secretField } from "@homeport/gate";
import { clientAddress, type TrustedProxies } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import { bareHost } from "../listen/arrival.ts";
import type { OwnAnswer } from "../pages/refusal.ts";
import type { LastAccess } from "../resolve/last-access.ts";
import { keepFields } from "../transport/fields.ts";
import { removeHopByHop } from "../transport/hop-by-hop.ts";
import type { Wish } from "../wake/waker.ts";
import { type WakeProxiedDeps, wakeProxied } from "./wake-proxied.ts";

export interface VisitorAnswerDeps extends WakeProxiedDeps {
  readonly gate: Pick<Gate, "admit" | "answerProxy" | "current" | "status">;
  readonly lastAccess: LastAccess;
  readonly trustedProxies: TrustedProxies;
}

/** Decides about a request that the proxy carries itself. */
export async function answerProxied(
  deps: VisitorAnswerDeps,
  request: IncomingMessage,
  asked: Pick<ProxiedRequest, "dialect" | "step" | "target" | "requestId"> & Pick<Wish, "whenGone">,
): Promise<OwnAnswer> {
  const { method = "", rawHeaders } = request;
  if (asked.dialect === "haproxy" && asked.step === "decide") refuseOtherMethods(method);
  const address = visitorAddress(deps, request);
  const answer = await deps.gate.answerProxy({ ...asked, method, rawHeaders, address });
  const { app } = answer;
  if (app === null || !mayPass(answer)) return answer;
  deps.lastAccess.note(app.appId);
  if (!app.isManaged) return answer;
  return await wakeProxied(deps, { ...asked, app, method, rawHeaders, answer });
}

/** Also of the second question about a request that was refused a moment ago. */
function mayPass({ status, code }: GateAnswer): boolean {
  return status < 300 || code === "TRY_AGAIN";
}

function refuseOtherMethods(method: string): void {
  if (method !== "GET" && method !== "HEAD") throw new RelayError("METHOD_REFUSED");
}

/**
 * Serves `/.homeport/*` at the host of an app that no relay carries: its proxy leads these paths here. So does one in front
 * of an app that its host runs, whose page asks how that is. Any other app has them at the relay's own listener.
 */
export async function answerGatePath(
  deps: VisitorAnswerDeps,
  request: IncomingMessage,
  requestId: string,
): Promise<OwnAnswer> {
  const { method = "", url = "", headers } = request;
  if (!deps.gate.status().ready) throw new RelayError("UNSYNCED");
  const app = deps.gate.current().byHostname.get(bareHost(headers.host ?? ""));
  if (app?.carrier !== "external" && app?.isManaged !== true) throw new RelayError("NOT_FOUND");
  const rawHeaders = keepFields(removeHopByHop(request.rawHeaders), (name) => name !== secretField);
  const address = visitorAddress(deps, request);
  const admission = await deps.gate.admit({
    ...{ method, target: url, rawHeaders, upgrade: false, address, requestId },
  });
  // The raw path is under /.homeport/, so the gate answers it whatever the rules say.
  if (admission.kind !== "answer") throw new RelayError("NOT_FOUND");
  return admission;
}

/** As the proxy tells it. Its own address is nobody's: limits by address would count all visitors as one. */
function visitorAddress(deps: VisitorAnswerDeps, request: IncomingMessage): string | null {
  if (request.headers["x-forwarded-for"] === undefined) return null;
  return clientAddress(request, deps.trustedProxies);
}
