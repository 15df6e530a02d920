import type { Metadata } from "next";
import { ProposalPage } from "../../../../../../vaults/proposal-page.tsx";

interface ProposalRouteProps {
  params: Promise<{ vaultId: string; proposalId: string }>;
}

export const metadata: Metadata = { title: "Proposal" };

export default async function Page({ params }: ProposalRouteProps) {
  return <ProposalPage {...(await params)} />;
}
