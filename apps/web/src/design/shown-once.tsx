import type { ReactNode } from "react";
import { CopyButton } from "./copy.tsx";
import { Notice } from "./notice.tsx";

export interface ShownOnceProps {
  /** What it is, for labels: "API key". */
  what: string;
  value: string;
  /** Who could do what with it. */
  children: ReactNode;
}

/** A secret that its maker sees this one time: selectable, with a button that copies it. */
export function ShownOnce({ what, value, children }: ShownOnceProps) {
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="flex items-center gap-2 rounded-md border border-line-strong bg-sunken py-1.5 pr-1.5 pl-3">
        <output
          aria-label={what}
          className="wrap-anywhere min-w-0 flex-1 select-all font-mono text-ink text-sm"
        >
          {value}
        </output>
        <CopyButton value={value} what={`the ${what}`} label="Copy" look="secondary" autoFocus />
      </div>
      <Notice tone="warn" role="status" title="You see this once">
        {children}
      </Notice>
    </div>
  );
}
