import type { Reader } from "@homeport/db";
import { selectHasTwoFactor } from "../second-factor/store.ts";

/**
 * How sure a new session is of its person: 2 after a verified passkey, and for everybody who has a second factor, since
 * none of their sign-ins ends before it was shown, here or once in a browser that is trusted since.
 */
export async function assuranceOf(
  db: Reader,
  userId: string,
  path: string | undefined,
): Promise<1 | 2> {
  if (path === "/passkey/verify-authentication") return 2;
  return (await selectHasTwoFactor(db, userId)) ? 2 : 1;
}
