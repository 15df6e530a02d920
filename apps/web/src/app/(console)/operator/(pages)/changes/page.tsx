import type { Metadata } from "next";
import { MyChangesPage } from "../../../../../catalog-edit/my-changes-page.tsx";
import { requirePermission } from "../../../../../data/require-permission.tsx";

export const metadata: Metadata = { title: "Changes of the catalog" };

export default async function Page() {
  const refusal = await requirePermission("catalog.edit", "changes of the catalog");
  return refusal ?? <MyChangesPage />;
}
