"use client";

import { CopyButton } from "../design/copy.tsx";

/** A long value that is wrapped rather than cut, and can be copied. */
export function Copied({ value, what }: { value: string; what: string }) {
  return (
    <span className="flex items-start gap-1">
      <code className="wrap-anywhere min-w-0 py-1.5 text-xs">{value}</code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
