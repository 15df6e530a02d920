import { forbidden } from "next/navigation";
import type { ReactNode } from "react";
import { readViewer } from "../../../data/read-viewer.ts";

/** Found out before the answer begins, so that its status is 403 for whoever is no operator. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const viewer = await readViewer();
  if (!viewer.permissions.includes("fleet.read")) {
    forbidden();
  }
  return children;
}
