import type { Db } from "@homeport/db";
import type { Keys } from "@homeport/platform";
import { z } from "zod";
import { openSecret } from "./sealed-secret.ts";
import { claimStep, selectTwoFactor } from "./store.ts";
import { matchStep } from "./totp.ts";

/** A code of an authenticator app; spaces between its digits are forgiven. */
export const codeField = z
  .string()
  .max(20)
  .transform((text) => text.replaceAll(/\s/g, ""));

/** Whether a code is that of now, give or take a step, and nobody has used it or a later one. It uses it up. */
export async function checkTotp(
  deps: { readonly db: Db; readonly keys: Keys },
  userId: string,
  code: string,
): Promise<boolean> {
  const found = await selectTwoFactor(deps.db.orm, userId);
  if (found === null || !found.verified) return false;
  const secret = openSecret(deps.keys, userId, found.secret);
  const step = matchStep(secret, code, found.nowMs);
  return step !== null && (await claimStep(deps.db.orm, userId, step));
}
