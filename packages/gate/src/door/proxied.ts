import { askerOf } from "../decide/asker.ts";
import { hasAmbiguousName } from "../dialects/ambiguous-name.ts";
import { dialects } from "../dialects/dialect.ts";
import { fieldsToSet } from "../dialects/proxy-answer.ts";
import { readOriginal } from "../dialects/read-original.ts";
import { headerValues } from "../read-request/raw-headers.ts";
import { keyInAuthorization } from "../session-cache/api-key.ts";
import { admit } from "./admit.ts";
import { refusal } from "./answer.ts";
import type { DoorDeps } from "./deps.ts";
import type { GateAnswer, Passed, ProxiedRequest } from "./gate.ts";
import type { StreamWatch } from "./watch.ts";

/**
 * Decides about a request that a proxy carries itself, by the same rules as one that the relay carries. What allows is a
 * 2xx answer and nothing else is.
 */
export async function decideProxied(
  deps: DoorDeps,
  streams: StreamWatch,
  asked: ProxiedRequest,
): Promise<GateAnswer> {
  const { dialect, address, requestId } = asked;
  const original = readOriginal(dialect, asked);
  if (original === null || hasAmbiguousName(asked.rawHeaders)) return badHeader(asked);
  if (hasKeyInAuthorization(original.rawHeaders)) return badHeader(asked, keyElsewhere);
  const admission = await admit(deps, streams, { ...original, address, requestId, dialect });
  if (admission.kind === "answer") return admission;
  const { app } = admission;
  if (hasAmbiguousName(original.rawHeaders, app.rules?.setHeaders)) return badHeader(asked);
  return allow(asked, original.rawHeaders, admission);
}

/** What the proxy is told; the visitor is told what the proxy makes of it. */
export function toldToProxy({ dialect, step }: ProxiedRequest, answer: GateAnswer): GateAnswer {
  const { refusing } = dialects[dialect];
  // A request that nobody can read is the proxy's own fault or an attack: its log has to show it.
  if (step === "answer" || refusing === "full" || isAllowed(answer)) return answer;
  if (answer.code === "BAD_HEADER") return answer;
  return { ...answer, status: 401, headers: ["Cache-Control", "no-store"], body: "" };
}

/** What the visitor sees who was refused a moment ago and may pass now. */
export function passableNow(asked: ProxiedRequest, answer: GateAnswer): GateAnswer {
  const { requestId, rawHeaders } = asked;
  const original = readOriginal(asked.dialect, asked);
  const asPage =
    askerOf(original?.method ?? "", rawHeaders, original?.upgrade ?? false) !== "program";
  const { app } = answer;
  return refusal({
    code: "TRY_AGAIN",
    app,
    asPage,
    requestId,
    retryAfterMs: 1_000,
    reloadAfterS: 1,
  });
}

export function isAllowed(answer: GateAnswer): boolean {
  return answer.status < 300;
}

function allow(asked: ProxiedRequest, sent: readonly string[], passed: Passed): GateAnswer {
  const { app, code, rawHeaders } = passed;
  return {
    kind: "answer",
    code,
    status: dialects[asked.dialect].allowStatus,
    headers: [...fieldsToSet({ app, sent, passed: rawHeaders }), "Cache-Control", "no-store"],
    body: "",
    app,
  };
}

/** The proxy carries that field to the app as it is, so behind one a key is taken from `X-Homeport-Key` alone. */
function hasKeyInAuthorization(rawHeaders: readonly string[]): boolean {
  const values = headerValues(rawHeaders, "authorization");
  return values.some((value) => keyInAuthorization(value) !== null);
}

const keyElsewhere = {
  title: "This key came in the wrong header",
  sentence: "Behind this proxy a key is taken from X-Homeport-Key alone.",
  nextStep: "Send it there, and leave Authorization to the app.",
};

function badHeader(asked: ProxiedRequest, text = {}): GateAnswer {
  const { method, rawHeaders, requestId } = asked;
  const asPage = askerOf(method, rawHeaders, false) !== "program";
  return refusal({ code: "BAD_HEADER", asPage, requestId, text });
}
