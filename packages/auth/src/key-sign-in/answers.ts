import { z } from "zod";

/** ISO 8601, as JSON has it. */
const instant = z.iso.datetime();

/** What the steps of signing in by key answer. A sign-out answers nothing. */
export const keyAnswers = {
  challenge: z.strictObject({ message: z.string(), expiresAt: instant }),
  /** An operator's token is in the cookie alone. */
  operatorVerify: z.strictObject({ expiresAt: instant }),
  signerVerify: z.strictObject({ token: z.string(), expiresAt: instant }),
};
