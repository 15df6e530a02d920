import { z } from "zod";
import type { GateContext } from "../context.ts";
import type { RefusalCode } from "../decide/codes.ts";
import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import { readMembers } from "../people/store.ts";
import { accessRuleSchema } from "../rule/rule.ts";
import { readLiveKeys } from "../session-cache/key-store.ts";
import { anonymous, type Principal, type SessionPrincipal } from "../session-cache/principal.ts";
import { splitRoles } from "../session-cache/roles.ts";
import { compileScope } from "../share-link/link-scope.ts";
import { readLiveScopes } from "../share-link/store.ts";
import { readAsked, readingsOfTarget } from "./question.ts";

export const whoCanOpenInput = z.object({
  appId: z.string(),
  /** Path with query, as it stands in an address. */
  target: z.string().min(1).max(8192),
  /** A draft; the saved rules when left out. */
  rules: z.array(accessRuleSchema).optional(),
});

/** The closed list of answers to "who can open this". */
export type WhoCanOpen =
  | { readonly kind: "everyone" }
  | { readonly kind: "signed-in"; readonly keys: readonly KeyWhichCan[] }
  | {
      readonly kind: "some";
      readonly people: readonly PersonWhoCan[];
      /** How many live share links open it, to whoever holds one. */
      readonly links: number;
      readonly keys: readonly KeyWhichCan[];
    }
  | { readonly kind: "nobody"; readonly code: RefusalCode };

export interface PersonWhoCan {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** In the app's organization; empty for an app's owner who is not a member. */
  readonly role: string;
}

/** A program that comes by an API key. */
export interface KeyWhichCan {
  readonly keyId: string;
  readonly name: string;
  /** How the key begins. */
  readonly prefix: string;
  /** Whose key it is, by name. */
  readonly madeBy: string;
}

/** Asks the decision for everyone in turn who could matter. Throws APP_NOT_FOUND and BAD_RULE. */
export async function whoCanOpen(
  ctx: GateContext,
  input: z.input<typeof whoCanOpenInput>,
): Promise<WhoCanOpen> {
  const { appId, target, rules } = whoCanOpenInput.parse(input);
  const app = await readAsked(ctx, appId, rules);
  const readings = readingsOfTarget(target);
  if (readings === null) return { kind: "nobody", code: "BAD_PATH" };
  const forStrangers = decide(questionOf(app, readings, anonymous));
  if (forStrangers.pass) return { kind: "everyone" };
  if (forStrangers.code === "NO_RULE") return { kind: "nobody", code: "NO_RULE" };
  const mayOpen = (principal: Principal) => decide(questionOf(app, readings, principal)).pass;
  const keys = (await readLiveKeys(ctx.db.orm, app.organizationId))
    .filter(({ principal }) => mayOpen(principal))
    .map(({ principal, name, prefix }) => {
      const { keyId, name: madeBy } = principal;
      return { keyId, name, prefix, madeBy };
    });
  const somebody = personIn(app.organizationId, { user_id: "", name: "", email: "", role: "" });
  if (mayOpen(somebody)) return { kind: "signed-in", keys };
  const members = await readMembers(ctx.db.orm, app.organizationId, app.ownerUserId);
  const people = members
    .filter((row) => mayOpen(personIn(app.organizationId, row)))
    .map((row) => ({ userId: row.user_id, name: row.name, email: row.email, role: row.role }));
  const links = (await readLiveScopes(ctx.db.orm, appId)).filter((scope) =>
    mayOpen({ kind: "link", linkId: "", appSessionId: "", appId, scope: compileScope(scope) }),
  ).length;
  return people.length + links + keys.length > 0
    ? { kind: "some", people, links, keys }
    : { kind: "nobody", code: "NOT_ALLOWED" };
}

function personIn(
  organizationId: string,
  row: { user_id: string; name: string; email: string; role: string },
): SessionPrincipal {
  return {
    kind: "session",
    userId: row.user_id,
    sessionId: "",
    appSessionId: "",
    appId: "",
    name: row.name,
    email: row.email,
    roles: new Map([[organizationId, splitRoles(row.role)]]),
  };
}
