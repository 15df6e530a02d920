import type { AppGateSummary } from "@homeport/gate";
import type { AppView } from "@homeport/hosts";

/** An app with where it answers and who may pass at its root; null for an app without a gate. */
export interface AddressedApp extends AppView {
  hostname: string | null;
  url: string | null;
  level: AppGateSummary["level"] | null;
  /** Whether a tunnel leads to it, or a proxy of its owner's. */
  carrier: AppGateSummary["carrier"];
  /** False while the address serves nobody, since no DNS record proves it. */
  isVerified: boolean;
}

export function withAddress(
  apps: readonly AppView[],
  gates: readonly AppGateSummary[],
): AddressedApp[] {
  const byApp = new Map(gates.map((gate) => [gate.appId, gate]));
  return apps.map((app) => addressed(app, byApp.get(app.appId)));
}

export function addressed(app: AppView, gate: AppGateSummary | undefined): AddressedApp {
  return {
    ...app,
    hostname: gate?.hostname ?? null,
    url: gate?.url ?? null,
    level: gate?.level ?? null,
    carrier: gate?.carrier ?? (app.hostId === null ? "external" : "tunnel"),
    isVerified: gate?.isVerified ?? false,
  };
}
