import { z } from "zod";
import type { GateContext } from "../context.ts";
import type { RefusalCode } from "../decide/codes.ts";
import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import { readMembers } from "../people/store.ts";
import { accessRuleSchema } from "../rule/rule.ts";
import { anonymous, type SessionPrincipal } from "../session-cache/principal.ts";
import { splitRoles } from "../session-cache/roles.ts";
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
  | { readonly kind: "signed-in" }
  | { readonly kind: "people"; readonly people: readonly PersonWhoCan[] }
  | { readonly kind: "nobody"; readonly code: RefusalCode };

export interface PersonWhoCan {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** In the app's organization; empty for an app's owner who is not a member. */
  readonly role: string;
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
  const somebody = personIn(app.organizationId, { user_id: "", name: "", email: "", role: "" });
  if (decide(questionOf(app, readings, somebody)).pass) return { kind: "signed-in" };
  const members = await readMembers(ctx.db.orm, app.organizationId, app.ownerUserId);
  const people = members
    .filter((row) => {
      const principal = personIn(app.organizationId, row);
      return decide(questionOf(app, readings, principal)).pass;
    })
    .map((row) => ({ userId: row.user_id, name: row.name, email: row.email, role: row.role }));
  return people.length > 0 ? { kind: "people", people } : { kind: "nobody", code: "NOT_ALLOWED" };
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
