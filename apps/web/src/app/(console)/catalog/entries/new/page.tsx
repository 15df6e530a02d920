import type { Metadata } from "next";
import { NewEntryPage } from "../../../../../catalog-edit/new-entry-page.tsx";
import { requirePermission } from "../../../../../data/require-permission.tsx";

export const metadata: Metadata = { title: "Add an app to the catalog" };

export default async function Page() {
  const refusal = await requirePermission("catalog.edit", "how the catalog is changed");
  return refusal ?? <NewEntryPage />;
}
