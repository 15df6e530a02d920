import type { ReactNode } from "react";

export interface EntrySectionProps {
  id: string;
  title: string;
  /** One sentence under the title. */
  note?: string;
  children: ReactNode;
}

/** A part of an app's page. */
export function EntrySection({ id, title, note, children }: EntrySectionProps) {
  return (
    <section aria-labelledby={id} className="mt-10">
      <h2 id={id} className="font-semibold text-ink text-lg tracking-[-0.01em]">
        {title}
      </h2>
      {note !== undefined && <p className="mt-0.5 text-ink-3 text-sm">{note}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}

/** Lines of a part, one below the other in one box. */
export function EntryRows({ children }: { children: ReactNode }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
      {children}
    </ul>
  );
}

export function EntryRow({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-4 py-3 sm:grid-cols-[minmax(9rem,14rem)_1fr]">
      <span className="wrap-anywhere min-w-0 font-medium text-ink">{name}</span>
      <span className="wrap-anywhere min-w-0 text-ink-2">{children}</span>
    </li>
  );
}
