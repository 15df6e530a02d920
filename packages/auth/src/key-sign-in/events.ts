import type { Log, Metrics } from "@homeport/platform";

const realms = ["operator", "signer"] as const;
type Realm = (typeof realms)[number];
const results = ["issued", "admitted", "refused"] as const;

/** What signing in by key tells operators. */
export function createKeyEvents(log: Log, metrics: Metrics) {
  const challenges = metrics.counter("challenges_total", "Challenges of key sign-in by outcome.", {
    realm: [...realms],
    result: [...results],
  });
  return {
    challenge: (realm: Realm, result: (typeof results)[number]) =>
      challenges.inc({ realm, result }),
    revokeFailed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId, realm: "key" }, "auth.revoke-failed"),
    failed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "auth.key-failed"),
  };
}
