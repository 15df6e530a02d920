import type { AccessRule, Principal } from "../src/index.ts";
import { compileScope } from "../src/share-link/link-scope.ts";

/** Repeatable chance: the same seed gives the same cases. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What paths are made of: words that rules use, and every trick by which they are hidden. */
const pieces = [
  ...["/", "/", "/", "/", "//", "a", "A", "admin", "Admin", "ADMIN", "pub", "public", "b"],
  ...[".", "..", "/..", "/../", "/./", "%2e", "%2E", "%2e%2e", "%252e", "%252e%252e"],
  ...["%2f", "%2F", "%252f", "%5c", "%255c", "\\", "/..;/", ";", ";x=1", "%3b", "%253b"],
  ...["%23", "%2523", "%3f", "%253f", "%61", "%41", "%2561dmin", "%61dmin", "%20", "~", "-"],
  ...[
    "%c3%a9",
    "%C3%A9",
    "\u00c3\u00a9",
    "%25c3%25a9",
    "%ff",
    "%25ff",
    "%25ff%252e",
    "%00",
    "%2500",
  ],
  ...["%", "%z", "%25", "%2525", "%25zz", "%7f", "#", "\u00ff", "%e2%84%aa", "%c4%b0"],
] as const;

const rulePaths = [
  ...["/", "/admin", "/admin/", "/Admin", "/admin/b", "/pub", "/public", "/public/a", "/a"],
  ...["/a/b", "/A", "/pub/admin", "/\u00e9", "/k", "/admin/a/b"],
] as const;

const levels = ["public", "link", "signed-in", "members", "owner"] as const;
const roleSets = [[], ["member"], ["admin"], ["owner"], ["member", "admin"]] as const;

export interface RandomCase {
  readonly path: string;
  readonly rules: readonly AccessRule[];
  readonly visitor: {
    readonly userId: string | null;
    readonly roles: readonly ("owner" | "admin" | "member")[];
    /** What a guest's share link opens; null for who came by none. */
    readonly linkScope: string | null;
  };
}

export function randomCase(random: () => number): RandomCase {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const length = 1 + Math.floor(random() * 7);
  const path = `/${Array.from({ length }, () => pick(pieces)).join("")}`;
  const rules: AccessRule[] = random() < 0.97 ? [randomRule("/", "prefix")] : [];
  for (let more = Math.floor(random() * 6); more > 0; more -= 1) {
    const rule = randomRule(pick(rulePaths), random() < 0.8 ? "prefix" : "exact");
    const key = (one: AccessRule) => `${one.match} ${one.path.replace(/(.)\/$/, "$1")}`;
    if (!rules.some((one) => key(one) === key(rule))) rules.push(rule);
  }
  const userId = random() < 0.3 ? null : pick(["u1", "u2", "u3"]);
  const roles = userId === null ? [] : pick(roleSets);
  const linkScope = userId === null && random() < 0.6 ? pick(rulePaths) : null;
  return { path, rules, visitor: { userId, roles, linkScope } };

  function randomRule(rulePath: string, match: "prefix" | "exact"): AccessRule {
    const level = random() < 0.4 ? "public" : pick(levels);
    const narrowed = level === "members" && random() < 0.5;
    const audience = narrowed
      ? pick([{ roles: ["admin" as const] }, { userIds: ["u2"] }, { roles: [], userIds: [] }, {}])
      : null;
    return { path: rulePath, match, level, audience, headers: {} };
  }
}

/** Whom such a visitor is for the decision. */
export function principalOf(visitor: RandomCase["visitor"]): Principal {
  if (visitor.linkScope !== null) {
    const scope = compileScope(visitor.linkScope);
    return { kind: "link", linkId: "l", appSessionId: "p", appId: "app", scope };
  }
  if (visitor.userId === null) return { kind: "anonymous" };
  return {
    kind: "session",
    userId: visitor.userId,
    sessionId: "s",
    appSessionId: "p",
    appId: "app",
    name: "",
    email: "",
    roles: new Map([["org", visitor.roles]]),
  };
}
