import { forbidden } from "next/navigation";
import type { ReactNode } from "react";
import { readViewer } from "../../../../../data/read-viewer.ts";

/** Found out before the answer begins, so that its status is 403 for operators who do not read the record. */
export default async function AuditLayout({ children }: { children: ReactNode }) {
  const viewer = await readViewer();
  if (!viewer.permissions.includes("operator:audit.read")) {
    forbidden();
  }
  return children;
}
