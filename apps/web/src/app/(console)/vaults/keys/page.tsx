import type { Metadata } from "next";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { KeysPage } from "../../../../vault-keys/keys-page.tsx";

export const metadata: Metadata = { title: "Device keys" };

export default async function Page() {
  return (await requirePermission("vault.read", "vaults")) ?? <KeysPage />;
}
