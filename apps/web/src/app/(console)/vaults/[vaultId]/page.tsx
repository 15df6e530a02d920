import type { Metadata } from "next";
import { VaultPage } from "../../../../vaults/vault-page.tsx";

export const metadata: Metadata = { title: "Vault" };

export default async function Page({ params }: { params: Promise<{ vaultId: string }> }) {
  return <VaultPage vaultId={(await params).vaultId} />;
}
