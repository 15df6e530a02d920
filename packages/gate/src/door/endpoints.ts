import { assertNever } from "@homeport/platform";
import type { RefusalCode } from "../decide/codes.ts";
import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import type { Reading } from "../read-request/readings.ts";
import { plainReadings } from "../read-request/readings.ts";
import { personOf } from "../session-cache/principal.ts";
import { jsonAnswer, refusal } from "./answer.ts";
import { completeSignIn } from "./callback.ts";
import type { GateAnswer } from "./gate.ts";
import { answerShareLink } from "./share-link.ts";
import { signOutOfApp } from "./sign-out.ts";
import type { Visit } from "./visit.ts";
import { chooseVisitor, principalOfVisitor } from "./visitor.ts";

const prefix = "/.homeport";

const endpoints = {
  "/.homeport/callback": { methods: ["GET", "HEAD"], name: "callback" },
  "/.homeport/sign-out": { methods: ["POST"], name: "sign-out" },
  "/.homeport/link": { methods: ["GET", "HEAD", "POST"], name: "link" },
  "/.homeport/status": { methods: ["GET", "HEAD"], name: "status" },
  "/.homeport/whoami": { methods: ["GET", "HEAD"], name: "whoami" },
  "/.homeport/identity": { methods: ["GET", "HEAD"], name: "identity" },
} as const;

type Endpoint = (typeof endpoints)[keyof typeof endpoints];

/** Whether some server could read the path as one of the gate's own: then it never reaches the app. */
export function isGatePath(readings: readonly Reading[]): boolean {
  return readings.some(({ path }) => {
    const folded = path.toLowerCase();
    return folded === prefix || folded.startsWith(`${prefix}/`);
  });
}

/** Answers what is under `/.homeport/`; what is spelled in any other way than exactly is 404. */
export async function answerGatePath(visit: Visit): Promise<GateAnswer> {
  const endpoint = endpointOf(visit.request.path);
  if (endpoint === null) return notHere(visit);
  const methods: readonly string[] = endpoint.methods;
  if (!methods.includes(visit.request.method)) return wrongMethod(visit, methods);
  switch (endpoint.name) {
    case "callback":
      return await completeSignIn(visit);
    case "sign-out":
      return await signOutOfApp(visit);
    case "link":
      return await answerShareLink(visit);
    case "status":
      return await answerStatus(visit);
    case "whoami":
      return await answerWhoAmI(visit);
    case "identity":
      return answerIdentity(visit);
    default:
      return assertNever(endpoint);
  }
}

function endpointOf(path: string): Endpoint | null {
  return Object.hasOwn(endpoints, path) ? endpoints[path as keyof typeof endpoints] : null;
}

/** Whoever may open the app may see how it is. */
async function answerStatus(visit: Visit): Promise<GateAnswer> {
  const visitor = await chooseVisitor(visit, plainReadings("/"));
  if (visitor.kind === "refused") return refused(visit, visitor.code);
  const principal = principalOfVisitor(visitor);
  const readings = plainReadings(principal.kind === "link" ? principal.scope.path || "/" : "/");
  const decision = decide(questionOf(visit.app, readings, principal));
  if (!decision.pass) return refused(visit, decision.code);
  const status = await visit.deps.options.appStatus?.(visit.app);
  const unknown = { status: "unknown", code: null, sinceMs: null, retryAfterMs: null };
  return jsonAnswer(200, status ?? unknown, visit.app);
}

async function answerWhoAmI(visit: Visit): Promise<GateAnswer> {
  const visitor = await chooseVisitor(visit, plainReadings("/"));
  if (visitor.kind === "refused") return refused(visit, visitor.code);
  const principal = principalOfVisitor(visitor);
  const person = personOf(principal);
  const body = { kind: principal.kind, id: person?.userId ?? null, name: person?.name ?? null };
  return jsonAnswer(200, body, visit.app);
}

function refused(visit: Visit, code: RefusalCode): GateAnswer {
  return refusal({ code, app: visit.app, asPage: false, requestId: visit.requestId });
}

function answerIdentity(visit: Visit): GateAnswer {
  const { identity } = visit.app;
  if (identity === null) return notHere(visit);
  const { id, name, publicKey, fingerprint } = identity;
  return jsonAnswer(200, { id, name, publicKey, fingerprint }, visit.app);
}

function notHere(visit: Visit): GateAnswer {
  return refusal({
    code: "UNKNOWN_APP",
    app: visit.app,
    asPage: visit.asker !== "program",
    requestId: visit.requestId,
    text: {
      title: "There is nothing at this address",
      sentence: "Paths under /.homeport belong to Homeport, and this is none of them.",
    },
  });
}

function wrongMethod(visit: Visit, methods: readonly string[]): GateAnswer {
  return refusal({
    code: "METHOD_REFUSED",
    app: visit.app,
    asPage: visit.asker !== "program",
    requestId: visit.requestId,
    headers: ["Allow", methods.join(", ")],
  });
}
