import type { ReactNode } from "react";

export interface DoorCardProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  /** What else one can do from here. */
  foot?: ReactNode;
}

export function DoorCard({ title, lead, children, foot }: DoorCardProps) {
  return (
    <>
      <div className="rounded-lg border border-line bg-surface p-6 shadow-2 sm:p-7">
        <h1 className="font-semibold text-ink text-xl tracking-[-0.02em]">{title}</h1>
        {lead !== undefined && <div className="mt-1.5 text-ink-2">{lead}</div>}
        <div className="mt-6">{children}</div>
      </div>
      {foot !== undefined && <div className="mt-4 text-center text-ink-2 text-sm">{foot}</div>}
    </>
  );
}
