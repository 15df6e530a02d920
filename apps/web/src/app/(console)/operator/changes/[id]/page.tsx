import type { Metadata } from "next";
import { ChangePage } from "../../../../../catalog-edit/change-page.tsx";
import { decoded } from "../../../../../data/request.ts";
import { requirePermission } from "../../../../../data/require-permission.tsx";

export const metadata: Metadata = { title: "A change of the catalog" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const refusal = await requirePermission("catalog.edit", "changes of the catalog");
  return refusal ?? <ChangePage id={decoded((await params).id)} />;
}
