"use client";

import { useMemo } from "react";
import { type NavSection, visibleSections } from "./nav.ts";
import { useViewer } from "./viewer.tsx";

export function useSections(): NavSection[] {
  const { permissions } = useViewer();
  return useMemo(() => visibleSections(new Set(permissions)), [permissions]);
}
