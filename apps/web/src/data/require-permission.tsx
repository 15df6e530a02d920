import "server-only";
import type { ReactElement } from "react";
import { NoPermission } from "../design/no-permission.tsx";
import { readViewer } from "./read-viewer.ts";

/** The page that says why this one is not shown, or null when the viewer holds the permission. */
export async function requirePermission(
  permission: string,
  what: string,
): Promise<ReactElement | null> {
  const viewer = await readViewer();
  if (viewer.permissions.includes(permission)) {
    return null;
  }
  return <NoPermission what={what} organization={viewer.organization?.name ?? null} />;
}
