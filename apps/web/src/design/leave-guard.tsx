"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Confirm } from "./confirm.tsx";
import { leavesTo } from "./leaves-to.ts";

export interface LeaveGuardProps {
  /** Something would be lost. */
  active: boolean;
  /** What. */
  children: string;
}

/**
 * Asks whoever is about to leave the page with something unsaved: by a link of the console, or by closing or reloading
 * the tab, where the browser asks in its own words. Back and forward go unasked; no page can hold them.
 */
export function LeaveGuard({ active, children }: LeaveGuardProps) {
  const router = useRouter();
  const [to, setTo] = useState<string | null>(null);

  useEffect(() => {
    if (!active) return;
    const askBrowser = (event: BeforeUnloadEvent) => event.preventDefault();
    const askHere = (event: MouseEvent) => {
      const next = leavesTo(event, window.location.href);
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTo(next);
    };
    window.addEventListener("beforeunload", askBrowser);
    document.addEventListener("click", askHere, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", askBrowser);
      document.removeEventListener("click", askHere, { capture: true });
    };
  }, [active]);

  if (to === null) return null;
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && setTo(null)}
      title="Leave without saving?"
      verb="Leave"
      busy={false}
      error={null}
      onConfirm={() => {
        setTo(null);
        router.push(to);
      }}
    >
      {children}
    </Confirm>
  );
}
