"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const OffsetContext = createContext(0);

/** Beyond this a browser's clock is wrong rather than late, and the server's is used instead. */
const tolerableSkewMs = 20_000;

/**
 * Ages and countdowns compare times that the server gave; a browser whose clock is off would show nonsense, so
 * its difference to the server's, seen while the page loads, is taken off.
 */
export function ClockProvider({
  renderedAtMs,
  children,
}: {
  renderedAtMs: number;
  children: ReactNode;
}) {
  const [offsetMs] = useState(() => {
    const skewMs = renderedAtMs - Date.now();
    return Math.abs(skewMs) > tolerableSkewMs ? skewMs : 0;
  });
  return <OffsetContext value={offsetMs}>{children}</OffsetContext>;
}

/** The server's time in epoch ms, read again every `everyMs`. */
export function useNow(everyMs: number): number {
  const offsetMs = useContext(OffsetContext);
  const [now, setNow] = useState(() => Date.now() + offsetMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + offsetMs), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, offsetMs]);
  return now;
}
