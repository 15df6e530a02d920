"use client";

import { useNow } from "./clock.tsx";
import { formatAgo, formatInstant, formatSpan } from "./format.ts";

const everyMs = 5_000;

/** How long ago an instant was, kept current; the instant itself on hover. */
export function Ago({ at }: { at: Date }) {
  const now = useNow(everyMs);
  return (
    <time dateTime={at.toISOString()} title={formatInstant(at)} suppressHydrationWarning>
      {formatAgo(at.getTime(), now)}
    </time>
  );
}

/** How long something has lasted: "for 3 min". */
export function Lasting({ since }: { since: Date }) {
  const now = useNow(everyMs);
  return (
    <time dateTime={since.toISOString()} title={formatInstant(since)} suppressHydrationWarning>
      {formatSpan(now - since.getTime())}
    </time>
  );
}
