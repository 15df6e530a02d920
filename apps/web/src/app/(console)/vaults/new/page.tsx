import type { Metadata } from "next";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { NewVaultPage } from "../../../../vaults/new-vault-page.tsx";

export const metadata: Metadata = { title: "Create a vault" };

export default async function Page() {
  return (await requirePermission("vault.create", "how vaults are created")) ?? <NewVaultPage />;
}
