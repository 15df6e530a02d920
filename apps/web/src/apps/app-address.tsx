import { AddressLink } from "./address-link.tsx";
import type { AppRow } from "./app-types.ts";

export interface AppAddressProps {
  app: Pick<AppRow, "name" | "protocol" | "url" | "hostname" | "isVerified">;
}

/** Where an app is reached: at its address or, when it speaks no HTTP, by a command. */
export function AppAddress({ app }: AppAddressProps) {
  if (app.protocol === "tcp") {
    return <code className="wrap-anywhere text-ink-3 text-sm">homeport connect {app.name}</code>;
  }
  if (app.url === null || app.hostname === null) {
    return null;
  }
  if (!app.isVerified) {
    return <span className="wrap-anywhere font-mono text-ink-3 text-sm">{app.hostname}</span>;
  }
  return <AddressLink url={app.url} hostname={app.hostname} />;
}
