import type { Metadata } from "next";
import { ProposalsPage } from "../../../../../vaults/proposals-page.tsx";

export const metadata: Metadata = { title: "Proposals" };

export default async function Page({ params }: { params: Promise<{ vaultId: string }> }) {
  return <ProposalsPage vaultId={(await params).vaultId} />;
}
