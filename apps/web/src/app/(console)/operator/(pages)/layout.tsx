import type { ReactNode } from "react";
import { PageHead } from "../../../../design/page.tsx";
import { TabLinks } from "../../../../design/tab-links.tsx";
import { paths } from "../../../../paths.ts";

const tabs = [
  { label: "Fleet", href: paths.fleet() },
  { label: "Replicas", href: paths.replicas() },
  { label: "Leases", href: paths.leases() },
  { label: "Queues", href: paths.queues() },
  { label: "Feed", href: paths.feed() },
  { label: "Limits", href: paths.limits() },
  { label: "Tunnels", href: paths.tunnels() },
  { label: "Configuration", href: paths.configuration() },
  { label: "Catalog", href: paths.catalogState() },
  { label: "Catalog changes", href: paths.catalogChanges() },
  { label: "Vaults", href: paths.operatorVaults() },
  { label: "Vault audit", href: paths.vaultAudit() },
  { label: "Audit", href: paths.operatorAudit() },
  { label: "Operators", href: paths.operators() },
];

export default function OperatorPagesLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHead title="Operator" lead="The installation as a whole, whatever organization." />
      <TabLinks label="Operator" tabs={tabs} />
      {children}
    </>
  );
}
