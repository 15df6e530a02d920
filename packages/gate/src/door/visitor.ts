import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import type { Reading } from "../read-request/readings.ts";
import { hashApiKey, type SentKey, sentKey } from "../session-cache/api-key.ts";
import { anonymous, type Principal } from "../session-cache/principal.ts";
import { readVisitor, type Visitor, visitorOfCredentials } from "./credential.ts";
import type { DoorDeps } from "./deps.ts";
import { mayBeGuest, readGuest } from "./guest.ts";
import type { Visit } from "./visit.ts";

/**
 * Who comes: the credentials of a request are tried in the order API key, app session, share link, and the first that
 * passes by these readings decides; where none does, the first that is somebody's is told so. A key that is no good
 * refuses the request, whatever else it carries. Throws what the session cache throws.
 */
export function chooseVisitor(visit: Visit, readings: readonly Reading[]): Promise<Visitor> {
  const { deps, app, rawHeaders, address } = visit;
  const key = sentKey(rawHeaders);
  if (key !== null || mayBeGuest(rawHeaders)) return chooseAmong(visit, readings, key);
  // Nearly every request ends here, without a promise of its own.
  return readVisitor(deps, app.appId, rawHeaders, address);
}

async function chooseAmong(
  visit: Visit,
  readings: readonly Reading[],
  key: SentKey | null,
): Promise<Visitor> {
  const { deps, app, rawHeaders, address } = visit;
  const byKey = key === null ? null : await readKeyVisitor(deps, key, address);
  if (byKey !== null && !leavesOpen(visit, readings, byKey)) return byKey;
  const byCookie = await readVisitor(deps, app.appId, rawHeaders, address);
  if (passes(visit, readings, byCookie)) return byCookie;
  const byLink = await readGuest(deps, app.appId, rawHeaders, address);
  if (byLink !== null && passes(visit, readings, byLink)) return byLink;
  return byKey ?? (isStranger(byCookie) ? (byLink ?? byCookie) : byCookie);
}

/** Whether a key is good, but not for somebody who may pass. */
function leavesOpen(visit: Visit, readings: readonly Reading[], byKey: Visitor): boolean {
  return byKey.kind !== "refused" && codeFor(visit, readings, byKey) === "NOT_ALLOWED";
}
/** Whom a key stands for; refused when that is nobody. */
export async function readKeyVisitor(
  deps: DoorDeps,
  key: SentKey,
  address: string | null,
): Promise<Visitor> {
  const keyHash = key === "repeated" ? null : hashApiKey(key.text);
  if (keyHash === null) return badKey;
  const visitor = await visitorOfCredentials(deps, [{ kind: "key", keyHash }], address);
  return visitor.kind === "anonymous" ? badKey : visitor;
}

const badKey: Visitor = { kind: "refused", code: "KEY_INVALID" };

/** As whom a visitor is decided; one who is refused already is nobody. */
export function principalOfVisitor(visitor: Visitor): Principal {
  return visitor.kind === "user" || visitor.kind === "guest" ? visitor.principal : anonymous;
}

/** Whether a browser may have sent the credential by itself, so that its origin counts. */
export function cameByCookie(visitor: Visitor): boolean {
  if (visitor.kind === "guest") return true;
  return visitor.kind === "user" && visitor.credential.kind !== "key";
}

/** What is to be asked again for an open stream of this visitor; null for a stranger. */
export function watchedOf(visitor: Visitor) {
  if (visitor.kind !== "user" && visitor.kind !== "guest") return null;
  return { credential: visitor.credential, principal: visitor.principal };
}

/** Notes that a credential was used, for "last seen" and "last used". */
export function noteUse(deps: DoorDeps, visitor: Visitor): void {
  if (visitor.kind !== "user" && visitor.kind !== "guest") return;
  const { principal } = visitor;
  if (principal.kind === "link") deps.uses.noteGuest(principal.appSessionId);
  else if (principal.kind === "key") deps.uses.noteKey(principal.keyId);
  else deps.uses.note(principal.sessionId, principal.appSessionId);
}

/** Nobody, and no credential either that once was somebody's. */
function isStranger(visitor: Visitor): boolean {
  return visitor.kind === "anonymous" && visitor.ended === null;
}

function codeFor(visit: Visit, readings: readonly Reading[], visitor: Visitor) {
  return decide(questionOf(visit.app, readings, principalOfVisitor(visitor))).code;
}

function passes(visit: Visit, readings: readonly Reading[], visitor: Visitor): boolean {
  return decide(questionOf(visit.app, readings, principalOfVisitor(visitor))).pass;
}
