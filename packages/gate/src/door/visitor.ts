import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import type { Reading } from "../read-request/readings.ts";
import { hashApiKey, type SentKey, sentKey } from "../session-cache/api-key.ts";
import { anonymous, type Principal } from "../session-cache/principal.ts";
import { readVisitor, type Visitor, visitorOfCredentials } from "./credential.ts";
import type { DoorDeps } from "./deps.ts";
import type { Visit } from "./visit.ts";

/**
 * Who comes: the credentials of a request are tried in the order API key, app session, and the first that passes by
 * these readings decides. A key that is no good refuses the request, whatever else it carries; one whose creator may
 * not pass leaves the question to the cookies. Throws what the session cache throws.
 */
export async function chooseVisitor(visit: Visit, readings: readonly Reading[]): Promise<Visitor> {
  const { deps, app, rawHeaders, address } = visit;
  const key = sentKey(rawHeaders);
  if (key === null) return await readVisitor(deps, app.appId, rawHeaders, address);
  const byKey = await readKeyVisitor(deps, key, address);
  if (byKey.kind === "refused" || codeFor(visit, readings, byKey) !== "NOT_ALLOWED") return byKey;
  const byCookie = await readVisitor(deps, app.appId, rawHeaders, address);
  return passes(visit, readings, byCookie) ? byCookie : byKey;
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
  return visitor.kind === "user" ? visitor.principal : anonymous;
}

/** Whether a browser may have sent the credential by itself, so that its origin counts. */
export function cameByCookie(visitor: Visitor): boolean {
  return visitor.kind === "user" && visitor.credential.kind !== "key";
}

/** What is to be asked again for an open stream of this visitor; null for a stranger. */
export function watchedOf(visitor: Visitor) {
  if (visitor.kind !== "user") return null;
  return { credential: visitor.credential, principal: visitor.principal };
}

/** Notes that a credential was used, for "last seen" and "last used". */
export function noteUse(deps: DoorDeps, visitor: Visitor): void {
  if (visitor.kind !== "user") return;
  const { principal } = visitor;
  if (principal.kind === "key") deps.uses.noteKey(principal.keyId);
  else deps.uses.note(principal.sessionId, principal.appSessionId);
}

function codeFor(visit: Visit, readings: readonly Reading[], visitor: Visitor) {
  return decide(questionOf(visit.app, readings, principalOfVisitor(visitor))).code;
}

function passes(visit: Visit, readings: readonly Reading[], visitor: Visitor): boolean {
  return decide(questionOf(visit.app, readings, principalOfVisitor(visitor))).pass;
}
