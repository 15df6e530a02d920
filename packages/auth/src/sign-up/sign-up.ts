import { createDefaultIdentity, type GateDeps } from "@homeport/gate";
import { newId, type RequestContext, type Stage } from "@homeport/platform";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { joinByInvitation, openInvitation } from "../invitations/accept-invitation.ts";
import { noOperators, type OperatorRule } from "../operator/read-operator.ts";
import { isSetupCode } from "./setup-code.ts";
import { hasUsers, insertOrganization, insertUser, lockSignUp } from "./store.ts";

export type SignUp = "closed" | "invite" | "open";

export const passwordLength = { min: 10, max: 128 } as const;

export const signUpInput = z.object({
  name: z.string().trim().min(1).max(100),
  email: z
    .email()
    .max(254)
    .transform((text) => text.toLowerCase()),
  password: z.string().min(passwordLength.min).max(passwordLength.max),
  setupCode: z.string().max(64).optional(),
  /** Token of a link: with it somebody new gets in where sign-up is by invitation. */
  invitation: z.string().max(64).optional(),
});

export interface SignUpDeps extends Pick<GateDeps, "db" | "feed" | "keys" | "random"> {
  readonly stage: Stage;
  readonly signUp: SignUp;
  readonly operators?: OperatorRule;
  readonly hashPassword: (password: string) => Promise<string>;
}

export interface SignUpRule {
  /** Whether the next sign-up is accepted. */
  readonly open: boolean;
  /** Whether nobody has signed up yet. */
  readonly first: boolean;
  readonly needsSetupCode: boolean;
  /** Whether somebody with an invitation may sign up. */
  readonly byInvitation: boolean;
}

/** Who may sign up now: the very first person always, others only where sign-up is open. */
export async function readSignUpRule(
  deps: Pick<SignUpDeps, "db" | "stage" | "signUp">,
): Promise<SignUpRule> {
  const first = !(await hasUsers(deps.db.orm));
  return {
    first,
    open: first || deps.signUp === "open",
    needsSetupCode: first && deps.stage === "prod",
    byInvitation: deps.signUp !== "closed",
  };
}

/**
 * Makes a person with a password. The very first one gets an organization, is its owner, and gives it its default
 * identity, all in one transaction: nobody ever sees half of it. Who comes with an invitation for their address becomes
 * a member in the same one. An operator's address is nobody's to take: whoever may operate is named once they have an
 * account, and only the first person is named before. Throws SIGN_UP_CLOSED, SETUP_CODE_WRONG, EMAIL_TAKEN, INVITATION_NOT_FOUND and
 * INVITATION_NOT_YOURS.
 */
export async function signUp(
  deps: SignUpDeps,
  ctx: RequestContext,
  input: z.output<typeof signUpInput>,
): Promise<{ readonly userId: string }> {
  const rule = await readSignUpRule(deps);
  const byInvitation = input.invitation !== undefined && deps.signUp !== "closed";
  if (!rule.open && !byInvitation) throw new AuthError("SIGN_UP_CLOSED");
  const { emails } = deps.operators ?? noOperators;
  const isOperators = emails.has(input.email);
  if (isOperators && !rule.first) throw new AuthError("SIGN_UP_CLOSED");
  if (rule.needsSetupCode && !isSetupCode(deps.keys, input.setupCode ?? "")) {
    throw new AuthError("SETUP_CODE_WRONG");
  }
  const invitation =
    input.invitation === undefined
      ? null
      : await openInvitation(deps, input.invitation, input.email);
  // Outside of the transaction: a hash takes long, and waits for those of others.
  const passwordHash = await deps.hashPassword(input.password);
  const userId = newId();
  const { name, email } = input;
  const actor = { kind: "user", userId, sessionId: "", name, email } as const;
  const target = { kind: "user", id: userId };
  const act =
    invitation === null
      ? { action: "user.sign-up", target }
      : { action: "member.join", target, organizationId: invitation.organizationId };
  await deps.db.write({ ...ctx, actor }, act, async (tx, after) => {
    await lockSignUp(tx);
    const first = !(await hasUsers(tx));
    const isOpen = deps.signUp === "open" || byInvitation;
    if (!first && (isOperators || !isOpen)) throw new AuthError("SIGN_UP_CLOSED");
    if (!(await insertUser(tx, { id: userId, name, email, passwordHash }))) {
      throw new AuthError("EMAIL_TAKEN");
    }
    if (invitation !== null) {
      const role = await joinByInvitation(deps, { tx, after }, { ...invitation, userId, email });
      after.note({ role, signUp: true });
    }
    if (!first) return;
    const organizationId = newId();
    const home = { id: organizationId, name: "Home", slug: "home", ownerUserId: userId };
    await insertOrganization(tx, home);
    await createDefaultIdentity(deps, { tx, after }, { organizationId, name, email });
    after.note({ organizationId });
  });
  return { userId };
}
