import { askerOf } from "../decide/asker.ts";
import type { AllowCode } from "../decide/codes.ts";
import { type DecidedRefusal, decide } from "../decide/decide.ts";
import { isPublic } from "../decide/is-public.ts";
import { isOriginAllowed } from "../decide/origin.ts";
import { questionOf } from "../decide/question-of.ts";
import { readRequest } from "../read-request/read-request.ts";
import type { CompiledRule } from "../rule/compiled-rule.ts";
import { safeReturnPath } from "../ticket/return-path.ts";
import { appOrigin } from "./addresses.ts";
import { refusal } from "./answer.ts";
import { stranger, type Visitor } from "./credential.ts";
import type { DoorDeps } from "./deps.ts";
import { answerGatePath, isGatePath } from "./endpoints.ts";
import { catchUp, isSynced, isSyncedNow } from "./freshness.ts";
import type { Admission, GateAnswer, GateRequest } from "./gate.ts";
import { guestEnded } from "./link-ended.ts";
import { passHeaders } from "./pass-headers.ts";
import { askForSignIn } from "./sign-in.ts";
import { storeFailureOf } from "./store-failure.ts";
import type { Visit } from "./visit.ts";
import { cameByCookie, chooseVisitor, noteUse, principalOfVisitor, watchedOf } from "./visitor.ts";
import { judgeOfApp, type StreamWatch } from "./watch.ts";

/**
 * One request from its head to the gate's answer: read it, find its app in the snapshot, answer the gate's own
 * paths, decide. Nothing is remembered of the outcome; only the snapshot and the principals are kept.
 */
export async function admit(
  deps: DoorDeps,
  streams: StreamWatch,
  incoming: GateRequest,
): Promise<Admission> {
  const asker = askerOf(incoming.method, incoming.rawHeaders, incoming.upgrade);
  const asPage = asker !== "program";
  const { requestId, address, rawHeaders, upgrade } = incoming;
  const reading = readRequest(incoming.target, incoming.method, rawHeaders);
  if (!reading.ok) return refusal({ code: reading.code, asPage, requestId });
  if (!deps.snapshots.isReady()) return unsynced(deps, requestId, asPage);
  const app = deps.snapshots.current().byHostname.get(reading.request.hostname);
  if (app === undefined) return refusal({ code: "UNKNOWN_APP", asPage, requestId });
  const { request } = reading;
  const { dialect = null } = incoming;
  const visit: Visit = {
    ...{ deps, app, request, rawHeaders, upgrade, asker, address, requestId, dialect },
  };
  try {
    if (isGatePath(request.readings)) {
      return dialect === null ? await admitGatePath(visit) : notByProxy(visit);
    }
    return await admitToApp(visit, streams);
  } catch (error) {
    const failure = storeFailureOf(error);
    if (failure.code === "STORE_DOWN") deps.events.failed(error, requestId);
    return refusal({ ...failure, app, asPage, requestId });
  }
}

async function admitToApp(visit: Visit, streams: StreamWatch): Promise<Admission> {
  const { deps, request, requestId } = visit;
  const asPage = visit.asker !== "program";
  const forAll = isPublic(visit.app.rules, request.readings);
  // This runs for every request: what is known is taken without waiting, and without a promise for it.
  const synced = isSyncedNow(deps, forAll) || (await catchUp(deps));
  if (!synced) return unsynced(deps, requestId, asPage);
  // Catching up may have replaced the snapshot: from here on the newest one is used, and only that.
  const decidedAt = streams.revision();
  const app = deps.snapshots.current().byHostname.get(request.hostname);
  if (app === undefined) return refusal({ code: "UNKNOWN_APP", asPage, requestId });
  const current: Visit = { ...visit, app };
  if (app.carrier === "external" && visit.dialect === null) return servedElsewhere(current);
  const visitor = await visitorOf(current);
  if (visitor.kind === "refused") return refusal({ code: visitor.code, app, asPage, requestId });
  const decision = decide(questionOf(app, request.readings, principalOfVisitor(visitor)));
  if (!decision.pass) return refuse(current, visitor, decision.code);
  if (cameByCookie(visitor) && !cameFromHere(current)) {
    return refusal({ code: "ORIGIN_REFUSED", app, asPage, requestId });
  }
  noteUse(deps, visitor);
  return pass(current, visitor, decision.rule, decision.code, (cut) =>
    streams.watch(
      {
        appId: app.appId,
        judge: judgeOfApp(app.appId, request.hostname, request.readings),
        user: watchedOf(visitor),
      },
      decidedAt,
      cut,
    ),
  );
}

/** On a public path nobody is looked up, so it stays open while the store is away. */
async function visitorOf(visit: Visit): Promise<Visitor> {
  if (isPublic(visit.app.rules, visit.request.readings)) return stranger;
  return await chooseVisitor(visit, visit.request.readings);
}

async function admitGatePath(visit: Visit): Promise<GateAnswer> {
  const { deps, request, requestId } = visit;
  const asPage = visit.asker !== "program";
  if (!(await isSynced(deps))) return unsynced(deps, requestId, asPage);
  const app = deps.snapshots.current().byHostname.get(request.hostname);
  if (app === undefined) return refusal({ code: "UNKNOWN_APP", asPage, requestId });
  return await answerGatePath({ ...visit, app });
}

/** No relay carries this app: whoever comes here in place of its own proxy finds nothing. */
function servedElsewhere({ app, requestId, asker }: Visit): GateAnswer {
  const sentence =
    "A proxy of its own serves this address, and the request did not come through it.";
  const text = { sentence, nextStep: "Its owner can check where the hostname leads." };
  return refusal({ code: "UNKNOWN_APP", app, asPage: asker !== "program", requestId, text });
}

/**
 * A proxy that asked about a path of the gate's own would carry it to the app when it heard yes, and use a ticket up
 * when it only wanted to know: it has to lead these paths here.
 */
function notByProxy(visit: Visit): GateAnswer {
  const { app, requestId, asker } = visit;
  const sentence =
    "Paths under /.homeport belong to Homeport. The proxy in front has to lead them to the gate listener.";
  const text = { title: "The proxy does not lead this path on", sentence };
  return refusal({ code: "UNKNOWN_APP", app, asPage: asker !== "program", requestId, text });
}

function refuse(visit: Visit, visitor: Visitor, code: DecidedRefusal): GateAnswer {
  if (code === "SIGN_IN_REQUIRED") {
    const ended = visitor.kind === "anonymous" ? visitor.ended : null;
    if (ended === "link" && visit.asker === "navigation") return guestEnded(visit, hrefOf(visit));
    return askForSignIn(visit, ended === null ? "SIGN_IN_REQUIRED" : "SESSION_ENDED");
  }
  const { app, requestId } = visit;
  const asPage = visit.asker !== "program";
  if (code !== "NOT_ALLOWED" || visitor.kind !== "user") {
    return refusal({ code, app, asPage, requestId });
  }
  return refusal({
    code,
    app,
    asPage,
    requestId,
    facts: [
      { label: "Signed in as", value: `${visitor.principal.name} (${visitor.principal.email})` },
      { label: "Address", value: visit.request.hostname },
    ],
    // Signing out there ends this app session too, so the next visit asks who comes.
    action: { label: "Switch account", href: visit.deps.options.webUrl.href },
  });
}

/** The same address again, as a link of a page. */
function hrefOf(visit: Visit): string {
  const { request, deps } = visit;
  return safeReturnPath(request.path + request.query, appOrigin(deps.apps, request.hostname));
}

function pass(
  visit: Visit,
  visitor: Visitor,
  rule: CompiledRule,
  code: AllowCode,
  watch: (cut: Parameters<StreamWatch["watch"]>[2]) => () => void,
): Admission {
  const { app, request, deps } = visit;
  const principal = principalOfVisitor(visitor);
  return {
    kind: "pass",
    code,
    app,
    hostname: request.hostname,
    principal,
    rawHeaders: passHeaders(deps, { ...visit, rule, principal }),
    watch,
  };
}

function cameFromHere(visit: Visit): boolean {
  return isOriginAllowed({
    method: visit.request.method,
    upgrade: visit.upgrade,
    rawHeaders: visit.rawHeaders,
    appOrigin: appOrigin(visit.deps.apps, visit.request.hostname),
    allowedOrigins: visit.app.allowedOrigins,
  });
}

function unsynced(deps: DoorDeps, requestId: string, asPage: boolean): GateAnswer {
  deps.events.unsynced(deps.options.feed.ageMs(), requestId);
  return refusal({ code: "UNSYNCED", requestId, asPage, retryAfterMs: 1000 });
}
