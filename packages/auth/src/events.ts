import type { Log, Metrics } from "@homeport/platform";

export type AuthEvents = ReturnType<typeof createAuthEvents>;

const methods = ["password", "totp", "backup-code", "passkey", "wallet", "device-code"] as const;
export type SignInMethod = (typeof methods)[number];

/** `second-factor`: the first one was right, and the sign-in goes on with the second. */
const outcomes = ["success", "second-factor", "failed", "limited"] as const;
export type SignInOutcome = (typeof outcomes)[number];

/** Everything that sign-in tells operators: one function an event. */
export function createAuthEvents(log: Log, metrics: Metrics, hashWaiting: () => number) {
  const signIns = metrics.counter("auth_sign_ins_total", "Sign-ins by method and outcome.", {
    method: [...methods],
    outcome: [...outcomes],
  });
  metrics.sampled("auth_hash_waiting", "Password hashes that wait for their turn.", hashWaiting);

  return {
    signIn: (method: SignInMethod, outcome: SignInOutcome) => signIns.inc({ method, outcome }),
    locked: (method: SignInMethod, requestId: string) =>
      log.warn({ method, requestId }, "auth.locked: an account failed too often"),
    revokeFailed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "auth.revoke-failed"),
    failed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "auth.failed"),
    usesFailed: (error: unknown) => log.warn({ err: error }, "auth.uses-not-written"),
    mailFailed: (error: unknown) => log.warn({ err: error }, "auth.mail-failed"),
    setupWaits: (setupCode: string) =>
      log.warn({ code: setupCode }, "auth.setup-waits: the first sign-up needs this code"),
  };
}
