"use client";

import { useEffect, useState } from "react";

/**
 * How long ago an answer came, by this browser's clock alone. What the server rendered counts from when the page was
 * opened, so that a clock which is off makes nothing old.
 */
export function useAge(answeredAtMs: number): number {
  const [openedAtMs] = useState(() => Date.now());
  const [nowMs, setNowMs] = useState(openedAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const since = Math.max(openedAtMs, Math.min(answeredAtMs, nowMs));
  return Math.max(0, nowMs - since);
}
