import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface EmptyProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** What a list shows when nothing is in it: what belongs here, and the one thing to do next. */
export function Empty({ icon: Icon, title, children, action, className }: EmptyProps) {
  return (
    <div className={cn("flex flex-col items-center px-5 py-12 text-center sm:py-16", className)}>
      <span className="mb-4 grid size-11 place-items-center rounded-lg border border-line bg-sunken text-ink-3">
        <Icon className="size-5" aria-hidden="true" />
      </span>
      <h2 className="font-semibold text-ink text-lg tracking-[-0.01em]">{title}</h2>
      {children !== undefined && (
        <div className="mt-1.5 max-w-[46ch] text-ink-2 text-sm">{children}</div>
      )}
      {action !== undefined && (
        <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>
      )}
    </div>
  );
}
