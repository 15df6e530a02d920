import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names.ts";

/** A bordered surface. */
export function Panel({ className, ...rest }: ComponentProps<"section">) {
  return (
    <section
      className={cn("rounded-lg border border-line bg-surface shadow-1", className)}
      {...rest}
    />
  );
}

export interface PanelHeadProps {
  title: string;
  /** One sentence under the title. */
  note?: ReactNode;
  actions?: ReactNode;
  id?: string;
}

export function PanelHead({ title, note, actions, id }: PanelHeadProps) {
  return (
    <header className="flex min-h-13 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-b px-4 py-2.5 last:border-b-0 sm:px-5">
      <div className="min-w-0 flex-1 basis-44">
        <h2 id={id} className="font-semibold text-base text-ink">
          {title}
        </h2>
        {note !== undefined && <p className="text-ink-3 text-sm">{note}</p>}
      </div>
      {actions !== undefined && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
    </header>
  );
}
