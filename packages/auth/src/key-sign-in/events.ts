import type { Log, Metrics } from "@homeport/platform";

const results = ["issued", "admitted", "refused"] as const;

/** What signing in by key tells operators. */
export function createKeyEvents(log: Log, metrics: Metrics) {
  const challenges = metrics.counter("challenges_total", "Challenges of key sign-in by outcome.", {
    realm: ["operator"],
    result: [...results],
  });
  return {
    challenge: (result: (typeof results)[number]) => challenges.inc({ realm: "operator", result }),
    revokeFailed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId, realm: "operator" }, "auth.revoke-failed"),
    failed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "auth.key-failed"),
  };
}
