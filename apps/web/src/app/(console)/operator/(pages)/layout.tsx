import type { ReactNode } from "react";
import { PageHead } from "../../../../design/page.tsx";
import { type TabLink, TabLinks } from "../../../../design/tab-links.tsx";
import { paths } from "../../../../paths.ts";

/** What the installation runs on, what waits in it, and who may do what. */
const tabs: readonly TabLink[] = [
  {
    label: "Fleet",
    href: paths.fleet(),
    pages: [
      { label: "At a glance", href: paths.fleet() },
      { label: "Replicas", href: paths.replicas() },
      { label: "Tunnels", href: paths.tunnels() },
      { label: "Leases", href: paths.leases() },
      { label: "Feed", href: paths.feed() },
      { label: "Limits", href: paths.limits() },
      { label: "Configuration", href: paths.configuration() },
    ],
  },
  { label: "Queues", href: paths.queues() },
  {
    label: "Catalog",
    href: paths.catalogState(),
    pages: [
      { label: "State", href: paths.catalogState() },
      { label: "Changes", href: paths.catalogChanges() },
    ],
  },
  {
    label: "Vaults",
    href: paths.operatorVaults(),
    pages: [
      { label: "All vaults", href: paths.operatorVaults() },
      { label: "Vault audit", href: paths.vaultAudit() },
    ],
  },
  { label: "Operators", href: paths.operators() },
  { label: "Audit", href: paths.operatorAudit() },
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
