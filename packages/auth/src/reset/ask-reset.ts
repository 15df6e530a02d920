import { defineFleetRateClasses, type Limiter } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import { PlatformError, type RequestContext, sha256 } from "@homeport/platform";
import { z } from "zod";
import type { Message } from "../mail/mailer.ts";
import { resetMessage } from "../mail/messages.ts";
import type { Outbox } from "../mail/outbox.ts";
import { makeResetLink, type ResetLinkDeps } from "./link.ts";
import { findUserByEmail } from "./store.ts";

/** Mails that strangers may have sent to one address. */
export const resetRateClasses = defineFleetRateClasses({ "password-reset": "5/h+5" });

export type ResetRateClass = keyof typeof resetRateClasses;

export const askResetInput = z.object({
  email: z
    .email()
    .max(254)
    .transform((text) => text.toLowerCase()),
});

export interface AskResetDeps extends ResetLinkDeps {
  readonly db: Db;
  readonly limiter: Limiter<ResetRateClass>;
  /** Null where this installation sends no mail: then nothing happens, and the page says so. */
  readonly outbox: Outbox | null;
}

/**
 * Mails a link for a new password. Known and unknown addresses are answered alike and at once: what there is to do is
 * done afterwards. Throws RATE_LIMITED, for both alike, too.
 */
export async function askReset(
  deps: AskResetDeps,
  ctx: RequestContext,
  { email }: z.output<typeof askResetInput>,
): Promise<void> {
  const taken = await deps.limiter.takeFleet("password-reset", sha256(email).toString("base64url"));
  if (!taken.allowed) {
    throw new PlatformError("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs });
  }
  deps.outbox?.post(() => writeMail(deps, ctx, email));
}

async function writeMail(
  deps: AskResetDeps,
  ctx: RequestContext,
  email: string,
): Promise<Message | null> {
  const user = await findUserByEmail(deps.db.orm, email);
  if (user === null) return null;
  const act = { action: "user.reset-link", target: { kind: "user", id: user.userId } };
  const detail = { by: "mail" };
  const { link } = await deps.db.write(ctx, { ...act, detail }, (tx) =>
    makeResetLink(deps, tx, user.userId),
  );
  return resetMessage({ to: user.email, link });
}
