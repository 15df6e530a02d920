import { z } from "zod";
import { findAppAt } from "../address/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { principalOf } from "../people/principal-of.ts";
import { readMembers, readPerson } from "../people/store.ts";
import { anonymous, type Principal, personOf } from "../session-cache/principal.ts";
import { type Explanation, explainTo } from "./explain.ts";
import { readAsked } from "./question.ts";

export const explainUrlInput = z.object({
  /** An address of an app, spelled as a visitor would send it. */
  url: z.string().min(1).max(8192),
  /** An e-mail, or nobody; whoever asks when left out. */
  as: z.union([z.literal("anonymous"), z.object({ email: z.string().max(254) })]).optional(),
});

export interface ExplainedUrl extends Explanation {
  readonly app: { readonly appId: string; readonly title: string };
  /** Path with query, as it was read from the address. */
  readonly target: string;
  /** Null for somebody who is not signed in. */
  readonly as: { readonly name: string; readonly email: string } | null;
}

/** Explains an address. Throws APP_NOT_FOUND where no app of the organization answers. */
export async function explainUrl(
  ctx: GateContext,
  input: z.input<typeof explainUrlInput>,
): Promise<ExplainedUrl> {
  const organizationId = authorize(ctx, "gate.read");
  const { url, as } = explainUrlInput.parse(input);
  const asked = readUrl(url);
  const appId = asked === null ? null : await findAppAt(ctx.db.orm, organizationId, asked.hostname);
  if (asked === null || appId === null) throw new GateError("APP_NOT_FOUND");
  const app = await readAsked(ctx, appId, undefined);
  const principal = await readPrincipal(ctx, app, as);
  const person = personOf(principal);
  return {
    app: { appId, title: app.title },
    target: asked.target,
    as: person === null ? null : { name: person.name, email: person.email },
    ...explainTo(app, asked.target, principal),
  };
}

/** The path stays as it is spelled: a URL parser would resolve what the gate is asked about. */
function readUrl(text: string): { hostname: string; target: string } | null {
  const [, rest = ""] = /^https?:\/\/[^/?#]*([^#]*)/i.exec(text) ?? [];
  const hostname = URL.parse(text)?.hostname;
  if (hostname === undefined || !/^https?:\/\//i.test(text)) return null;
  return { hostname, target: rest.startsWith("/") ? rest : `/${rest}` };
}

async function readPrincipal(
  ctx: GateContext,
  app: {
    readonly appId: string;
    readonly organizationId: string;
    readonly ownerUserId: string | null;
  },
  as: z.infer<typeof explainUrlInput>["as"],
): Promise<Principal> {
  if (as === "anonymous") return anonymous;
  const email = as?.email.trim().toLowerCase();
  const userId = email === undefined ? actingUser(ctx) : await findMember(ctx, app, email);
  const person = userId === null ? null : await readPerson(ctx.db.orm, userId);
  if (person !== null) return principalOf(person, app.appId, "");
  // Whether a stranger has an account is not for this answer to tell: it says what would be if they had.
  const stranger = { id: "", name: email ?? "", email: email ?? "", memberships: [] };
  return principalOf(stranger, app.appId, "");
}

function actingUser({ actor }: GateContext): string | null {
  return actor.kind === "user" ? actor.userId : null;
}

async function findMember(
  ctx: GateContext,
  app: { readonly organizationId: string; readonly ownerUserId: string | null },
  email: string,
): Promise<string | null> {
  const members = await readMembers(ctx.db.orm, app.organizationId, app.ownerUserId);
  return members.find((one) => one.email.toLowerCase() === email)?.user_id ?? null;
}
