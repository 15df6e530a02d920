import Link from "next/link";

export interface PublicHeadProps {
  title: string;
  lead: string;
  by: string | null;
  /** The page above this one. */
  up?: { label: string; href: string };
}

export function PublicHead({ title, lead, by, up }: PublicHeadProps) {
  return (
    <header className="mb-8">
      {up !== undefined && (
        <Link href={up.href} className="text-ink-3 text-sm hover:text-ink">
          <span aria-hidden="true">←</span> {up.label}
        </Link>
      )}
      <h1 className="wrap-anywhere font-semibold text-2xl text-ink tracking-[-0.02em]">{title}</h1>
      {lead !== "" && <p className="mt-2 max-w-[62ch] text-ink-2">{lead}</p>}
      {by !== null && by !== "" && <p className="mt-1 text-ink-3 text-sm">{by}</p>}
    </header>
  );
}
