import type { Log, Metrics } from "@homeport/platform";

export type AuthEvents = ReturnType<typeof createAuthEvents>;

/** Everything that sign-in tells operators: one function an event. */
export function createAuthEvents(log: Log, metrics: Metrics, hashWaiting: () => number) {
  const signIns = metrics.counter("auth_sign_ins_total", "Sign-ins by method and outcome.", {
    method: ["password", "device-code"],
    outcome: ["success", "failed", "limited"],
  });
  metrics.sampled("auth_hash_waiting", "Password hashes that wait for their turn.", hashWaiting);

  return {
    signIn: (method: "password" | "device-code", outcome: "success" | "failed" | "limited") =>
      signIns.inc({ method, outcome }),
    revokeFailed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "auth.revoke-failed"),
    failed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "auth.failed"),
    usesFailed: (error: unknown) => log.warn({ err: error }, "auth.uses-not-written"),
    setupWaits: (setupCode: string) =>
      log.warn({ code: setupCode }, "auth.setup-waits: the first sign-up needs this code"),
  };
}
