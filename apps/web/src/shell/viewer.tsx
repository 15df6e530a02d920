"use client";

import { createContext, type ReactNode, useContext } from "react";

/** Who looks at the console, and what they may do: in the organization shown, and as an operator of the installation. */
export interface Viewer {
  userId: string;
  name: string;
  email: string;
  sessionId: string;
  organization: { id: string; name: string; slug: string } | null;
  roles: string[];
  permissions: string[];
}

const ViewerContext = createContext<Viewer | null>(null);

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) {
    throw new Error("useViewer is for pages of the console, inside its layout.");
  }
  return viewer;
}

/** Whether the viewer holds a permission. It decides what is offered; the server decides what is done. */
export function useMay(permission: string): boolean {
  return useViewer().permissions.includes(permission);
}
