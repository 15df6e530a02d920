"use client";

import { CopyButton } from "../design/copy.tsx";

/** A long value that is wrapped rather than cut, and can be copied; its first line stands at the height of its name. */
export function Copied({ value, what }: { value: string; what: string }) {
  return (
    <span className="-my-1.5 flex items-start gap-1">
      <code className="wrap-anywhere min-w-0 py-1.5 text-xs leading-[1.375rem]">{value}</code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
