"use client";

import type { ReactNode } from "react";
import { ErrorCard } from "../design/error-card.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { SkeletonPage } from "../design/skeleton.tsx";
import { TabLinks } from "../design/tab-links.tsx";
import { paths } from "../paths.ts";
import { LiveBadge } from "./live-badge.tsx";
import { useVaultNews } from "./use-live.ts";
import { useIntegrity, useVault } from "./use-vault.ts";
import { VaultBanners } from "./vault-banners.tsx";
import type { VaultView } from "./vault-types.ts";

export interface VaultFrameProps {
  vaultId: string;
  actions?: (vault: VaultView, maySign: boolean) => ReactNode;
  children: (vault: VaultView, maySign: boolean) => ReactNode;
}

/** What all pages of a vault have in common; it follows the vault while it is open. */
export function VaultFrame({ vaultId, ...parts }: VaultFrameProps) {
  const query = useVault(vaultId);
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorCard
        title="The vault could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    ) : (
      <SkeletonPage />
    );
  }
  return <Framed vault={query.data} {...parts} />;
}

function Framed({
  vault,
  actions,
  children,
}: Omit<VaultFrameProps, "vaultId"> & { vault: VaultView }) {
  const liveness = useVaultNews(vault.id);
  const broken = useIntegrity(vault);
  const maySign = broken === null && vault.pausedAt === null && vault.releasedAt === null;
  const proposals = vault.openProposals === 0 ? "Proposals" : `Proposals (${vault.openProposals})`;
  return (
    <>
      <PageHead
        title={vault.name}
        up={{ label: "Vaults", href: paths.vaults() }}
        actions={
          <>
            <LiveBadge liveness={liveness} />
            {actions?.(vault, maySign)}
          </>
        }
      />
      <TabLinks
        label="Vault"
        tabs={[
          { label: "Document", href: paths.vault(vault.id) },
          { label: proposals, href: paths.vaultProposals(vault.id) },
        ]}
      />
      <PageBody>
        <VaultBanners vault={vault} broken={broken} />
        {children(vault, maySign)}
      </PageBody>
    </>
  );
}
