"use client";

import { CopyButton } from "../design/copy.tsx";

/** A link that is shown this once, whole, with a button that copies it. */
export function ShownLink({ link, what }: { link: string; what: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
      <code className="wrap-anywhere min-w-0 flex-1 py-1 text-ink text-sm">{link}</code>
      <CopyButton value={link} what={what} label="Copy" look="secondary" />
    </div>
  );
}
