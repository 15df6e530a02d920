import type { AppGateSummary } from "@homeport/gate";
import type { AppView } from "@homeport/hosts";

/** An app with where it answers and who may pass at its root; null for an app without a gate. */
export interface AddressedApp extends AppView {
  hostname: string | null;
  url: string | null;
  level: AppGateSummary["level"] | null;
}

export function withAddress(
  apps: readonly AppView[],
  gates: readonly AppGateSummary[],
): AddressedApp[] {
  const byApp = new Map(gates.map((gate) => [gate.appId, gate]));
  return apps.map((app) => {
    const gate = byApp.get(app.appId);
    return {
      ...app,
      hostname: gate?.hostname ?? null,
      url: gate?.url ?? null,
      level: gate?.level ?? null,
    };
  });
}
