import { isHomeportError, type Metrics } from "@homeport/platform";
import { AuthError } from "../errors.ts";

/**
 * The one way out, of people and of keys: runs what ends a session and commits it. Whatever keeps the store from saying
 * that it holds is REVOKE_FAILED, and whoever called then leaves the cookie alone, because the session may still be
 * valid.
 */
export async function revokeOrFail(
  metrics: Metrics,
  realm: "people" | "operator" | "signer",
  revoke: () => Promise<void>,
): Promise<void> {
  try {
    await revoke();
  } catch (error) {
    // What a store of key sessions could not confirm, it has counted itself.
    if (isHomeportError(error) && error.code === "REVOKE_FAILED") throw error;
    metrics
      .counter("revoke_failed_total", "Sign-outs that the store could not confirm.", ["realm"])
      .inc({ realm });
    throw new AuthError("REVOKE_FAILED", { cause: error });
  }
}
