import type { ReactNode } from "react";

/** Names and values in two columns; on a narrow screen the name stands above its value. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="divide-y divide-line">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[9rem_1fr] sm:px-5">
      <dt className="text-ink-3 text-sm leading-[1.375rem]">{name}</dt>
      <dd className="wrap-anywhere min-w-0 text-ink">{children}</dd>
    </div>
  );
}
