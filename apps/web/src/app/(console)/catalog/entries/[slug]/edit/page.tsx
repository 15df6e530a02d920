import type { Metadata } from "next";
import { EditEntryPage } from "../../../../../../catalog-edit/edit-entry-page.tsx";
import { decoded } from "../../../../../../data/request.ts";
import { requirePermission } from "../../../../../../data/require-permission.tsx";

export const metadata: Metadata = { title: "Edit an entry" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const refusal = await requirePermission("catalog.edit", "how the catalog is changed");
  return refusal ?? <EditEntryPage slug={decoded((await params).slug)} />;
}
