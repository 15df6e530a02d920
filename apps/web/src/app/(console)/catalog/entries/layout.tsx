import { forbidden } from "next/navigation";
import type { ReactNode } from "react";
import { readViewer } from "../../../../data/read-viewer.ts";

/** Found out before the answer begins, so that its status is 403 for whoever does not keep the catalog. */
export default async function CatalogEditLayout({ children }: { children: ReactNode }) {
  const viewer = await readViewer();
  if (!viewer.permissions.includes("catalog.edit")) {
    forbidden();
  }
  return children;
}
