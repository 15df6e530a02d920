import type { Log, Metrics } from "@homeport/platform";
import { vaultsErrors } from "@homeport/vaults";

const codes = [...Object.keys(vaultsErrors), "other"];

/** What the plain routes of vaults tell operators. */
export function createVaultHttpEvents({ log, metrics }: { log: Log; metrics: Metrics }) {
  const refused = metrics.counter(
    "vault_submit_refused_total",
    "Changes of vaults that were refused, by code.",
    { code: codes },
  );
  return {
    refused: (code: string) => refused.inc({ code: codes.includes(code) ? code : "other" }),
    failed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "vault.failed"),
  };
}
