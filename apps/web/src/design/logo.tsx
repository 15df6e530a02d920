import { cn } from "./class-names.ts";

/** The mark: two quays and the water between them, read as an H. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <rect x="3" y="3" width="4" height="18" rx="2" fill="currentColor" />
      <rect x="17" y="3" width="4" height="18" rx="2" fill="currentColor" />
      <path
        d="M8.6 13.4c1.2-1.9 2.6-1.9 3.7-.6 1 1.2 2.2 1.2 3.1-.6"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 text-ink", className)}>
      <Mark />
      <span className="font-semibold text-[15px] tracking-[-0.02em]">Homeport</span>
    </span>
  );
}
