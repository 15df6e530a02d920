import { addressGroup } from "@homeport/platform";
import { isActingTicket, redeemActingTicket } from "../acting/redeem-acting-ticket.ts";
import { decide } from "../decide/decide.ts";
import { isPublic } from "../decide/is-public.ts";
import { questionOf } from "../decide/question-of.ts";
import { readPath } from "../read-request/read-request.ts";
import type { Reading } from "../read-request/readings.ts";
import { splitTarget } from "../read-request/target.ts";
import { apiKeyMark } from "../session-cache/api-key.ts";
import { type Principal, personOf, type UserPrincipal } from "../session-cache/principal.ts";
import type { Credential } from "../session-cache/session-cache.ts";
import { readSessionToken } from "../session-cache/session-token.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import { AdmissionRefused } from "./admission-refused.ts";
import { stranger, type Visitor, visitorOfCredentials } from "./credential.ts";
import type { DoorDeps } from "./deps.ts";
import { catchUp, isSyncedNow } from "./freshness.ts";
import type {
  ActingRequest,
  Caller,
  CallerRequest,
  CutReason,
  Passed,
  ProgramRequest,
} from "./gate.ts";
import { passHeaders } from "./pass-headers.ts";
import { storeFailureOf } from "./store-failure.ts";
import { noteUse, principalOfVisitor, readKeyVisitor, watchedOf } from "./visitor.ts";
import { judgeOfApp, type StreamWatch } from "./watch.ts";

/**
 * Admits a program that names an app by its id and itself by a session token or an API key. The same rules decide as
 * at the app's own address; no cookie takes part, so no origin is asked for. Throws AdmissionRefused.
 */
export async function admitProgram(
  deps: DoorDeps,
  streams: StreamWatch,
  request: ProgramRequest,
): Promise<Passed> {
  const readings = readTarget(request);
  const known = deps.snapshots.current().byId.get(request.appId);
  const forAll = known !== undefined && isPublic(known.rules, readings);
  await requireSync(deps, request.requestId, forAll);
  const decidedAt = streams.revision();
  // Catching up may have replaced the snapshot: from here on the newest one is used, and only that.
  const app = deps.snapshots.current().byId.get(request.appId);
  if (app === undefined || app.carrier === "external") throw new AdmissionRefused("UNKNOWN_APP");
  const visitor = isPublic(app.rules, readings) ? stranger : await readCaller(deps, request);
  return passTo({ deps, streams, decidedAt, request, readings, app, visitor });
}

interface Question {
  readonly deps: DoorDeps;
  readonly streams: StreamWatch;
  readonly decidedAt: number;
  readonly request: ProgramRequest;
  readonly readings: readonly Reading[];
  readonly app: AppEntry;
  readonly visitor: Visitor;
}

function passTo(question: Question): Passed {
  const { deps, streams, decidedAt, request, readings, app, visitor } = question;
  const principal = principalOfVisitor(visitor);
  const decision = decide(questionOf(app, readings, principal));
  if (!decision.pass) {
    const ended = visitor.kind === "anonymous" && visitor.ended !== null;
    const code = decision.code === "SIGN_IN_REQUIRED" && ended ? "SESSION_ENDED" : decision.code;
    throw new AdmissionRefused(code);
  }
  noteUse(deps, visitor);
  const judge = judgeOfApp(app.appId, null, readings);
  return {
    kind: "pass",
    code: decision.code,
    app,
    hostname: app.hostnames[0] ?? "",
    principal,
    rawHeaders: passHeaders(deps, { ...request, app, rule: decision.rule, principal }),
    watch: (cut) =>
      streams.watch({ appId: app.appId, judge, user: watchedOf(visitor) }, decidedAt, cut),
  };
}

/** Who a program is, where no app is asked for. Throws AdmissionRefused for a stranger. */
export async function readProgram(
  deps: DoorDeps,
  streams: StreamWatch,
  request: CallerRequest,
): Promise<Caller> {
  await requireSync(deps, request.requestId, false);
  const decidedAt = streams.revision();
  return callerOf(deps, streams, decidedAt, await readCaller(deps, request));
}

/**
 * For whom a ticket lets somebody act. The person is read as they are now: a ticket outlives neither their session nor
 * their role. Throws AdmissionRefused.
 */
export async function readActing(
  deps: DoorDeps,
  streams: StreamWatch,
  request: ActingRequest,
): Promise<Caller> {
  await requireSync(deps, request.requestId, false);
  const decidedAt = streams.revision();
  const credential = await redeemWithinBudget(deps, request);
  if (credential === null) {
    throw new AdmissionRefused("TICKET_INVALID", { publicMessage: ticketRefused });
  }
  return callerOf(deps, streams, decidedAt, await readVisitor(deps, credential, request));
}

const ticketRefused = "This ticket was used already, has expired, or is for something else.";

/** Each redemption asks the store for a stranger, so an address gets only so many that come to nothing. */
async function redeemWithinBudget(
  deps: DoorDeps,
  request: ActingRequest,
): Promise<Credential | null> {
  if (!isActingTicket(request.ticket)) return null;
  const source = request.address === null ? null : addressGroup(request.address);
  const retryAfterMs = source === null ? 0 : deps.badTickets.waitMs(source);
  if (retryAfterMs > 0) throw new AdmissionRefused("TOO_MANY_TRIES", { retryAfterMs });
  try {
    const credential = await redeemActingTicket(deps.options, request);
    if (credential === null && source !== null) deps.badTickets.count(source);
    return credential;
  } catch (error) {
    throw refusedByStore(deps, error, request.requestId);
  }
}

function callerOf(
  deps: DoorDeps,
  streams: StreamWatch,
  decidedAt: number,
  visitor: Visitor,
): Caller {
  if (visitor.kind !== "user") {
    const ended = visitor.kind === "anonymous" && visitor.ended !== null;
    throw new AdmissionRefused(ended ? "SESSION_ENDED" : "SIGN_IN_REQUIRED");
  }
  if (!mayCallApi(visitor.principal)) throw new AdmissionRefused("KEY_SCOPE");
  noteUse(deps, visitor);
  return {
    principal: visitor.principal,
    watch(mayStay, cut: (reason: CutReason) => void) {
      const judge = (_: unknown, principal: Principal) =>
        mayStillCall(principal, mayStay) ? "pass" : "not-allowed";
      return streams.watch({ appId: null, judge, user: watchedOf(visitor) }, decidedAt, cut);
    },
  };
}

function readTarget(request: ProgramRequest): readonly Reading[] {
  const { method } = request;
  if (method === "CONNECT" || method === "TRACE") throw new AdmissionRefused("METHOD_REFUSED");
  const path = splitTarget(request.target)?.path;
  const readings = path === undefined ? null : readPath(path);
  if (readings === null) throw new AdmissionRefused("BAD_PATH");
  return readings;
}

async function requireSync(deps: DoorDeps, requestId: string, forAll: boolean): Promise<void> {
  if (isSyncedNow(deps, forAll) || (await catchUp(deps))) return;
  deps.events.unsynced(deps.options.feed.ageMs(), requestId);
  throw new AdmissionRefused("UNSYNCED", { retryAfterMs: 1000 });
}

/** Who a program says it is. A key has to be one that may call the API: these doors are none of a single app. */
async function readCaller(deps: DoorDeps, request: CallerRequest): Promise<Visitor> {
  const { token, address } = request;
  if (token === null) return stranger;
  if (token.startsWith(apiKeyMark)) {
    const visitor = await askStore(deps, request, () =>
      readKeyVisitor(deps, { text: token }, address),
    );
    if (visitor.kind === "refused") throw new AdmissionRefused(visitor.code);
    if (!mayCallApi(principalOfVisitor(visitor))) throw new AdmissionRefused("KEY_SCOPE");
    return visitor;
  }
  const session = readSessionToken(deps.options.keys, token);
  if (session === null) return stranger;
  return await readVisitor(deps, { kind: "session", token: session }, request);
}

function mayStillCall(principal: Principal, mayStay: (one: UserPrincipal) => boolean): boolean {
  const person = personOf(principal);
  return person !== null && mayCallApi(person) && mayStay(person);
}

function mayCallApi(principal: Principal): boolean {
  return principal.kind !== "key" || principal.api;
}

function readVisitor(
  deps: DoorDeps,
  credential: Credential,
  request: Pick<CallerRequest, "address" | "requestId">,
): Promise<Visitor> {
  return askStore(deps, request, () => visitorOfCredentials(deps, [credential], request.address));
}

async function askStore(
  deps: DoorDeps,
  request: Pick<CallerRequest, "requestId">,
  ask: () => Promise<Visitor>,
): Promise<Visitor> {
  try {
    return await ask();
  } catch (error) {
    throw refusedByStore(deps, error, request.requestId);
  }
}

function refusedByStore(deps: DoorDeps, error: unknown, requestId: string): AdmissionRefused {
  const { code, retryAfterMs } = storeFailureOf(error);
  if (code === "STORE_DOWN") deps.events.failed(error, requestId);
  return new AdmissionRefused(code, { retryAfterMs, cause: error });
}
