"use client";

import { useEffect, useState } from "react";

/**
 * What stands behind `#` in the address, where no server and no log sees it. It is taken out of the address at once,
 * so that it stays in no history. Undefined until the browser has been asked, null for nothing.
 */
export function useFragment(): string | null | undefined {
  const [fragment, setFragment] = useState<string | null>();
  useEffect(() => {
    const found = window.location.hash.slice(1);
    if (found !== "") {
      window.history.replaceState(null, "", window.location.pathname);
    }
    // Asked again, as in development, the address holds nothing any more.
    setFragment((known) => known ?? (found === "" ? null : found));
  }, []);
  return fragment;
}
