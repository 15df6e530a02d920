import { cn } from "./class-names.ts";

export function Skeleton({ className }: { className?: string }) {
  return <span className={cn("block animate-shimmer rounded-sm bg-hover", className)} />;
}

/** Rows of a list that is on its way. Announced once, not row by row. */
export function SkeletonRows({ rows = 4 }: { rows?: number }) {
  return (
    <div role="status" className="divide-y divide-line">
      <span className="sr-only">Loading…</span>
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <div key={index} aria-hidden="true" className="flex items-center gap-4 px-4 py-4 sm:px-5">
          <Skeleton className="size-2 rounded-full" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-3.5 w-40 max-w-full" />
            <Skeleton className="h-3 w-64 max-w-full" />
          </div>
          <Skeleton className="h-5 w-16 rounded-full" />
        </div>
      ))}
    </div>
  );
}

/** A whole page that is on its way: its head and one panel. */
export function SkeletonPage({ rows }: { rows?: number }) {
  return (
    <div>
      <div className="mb-6 grid gap-2.5" aria-hidden="true">
        <Skeleton className="h-6 w-44" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface shadow-1">
        <SkeletonRows {...(rows === undefined ? {} : { rows })} />
      </div>
    </div>
  );
}
