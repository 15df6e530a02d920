import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

const looks = {
  info: { icon: Info, box: "border-accent-line bg-accent-soft", mark: "text-accent" },
  warn: { icon: TriangleAlert, box: "border-warn-line bg-warn-soft", mark: "text-warn" },
  bad: { icon: CircleAlert, box: "border-bad-line bg-bad-soft", mark: "text-bad" },
} as const;

export interface NoticeProps {
  tone: keyof typeof looks;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** `alert` interrupts a screen reader; use it for what just went wrong. */
  role?: "alert" | "status";
  className?: string;
}

export function Notice({ tone, title, children, action, role, className }: NoticeProps) {
  const { icon: Icon, box, mark } = looks[tone];
  return (
    <div role={role} className={cn("flex gap-3 rounded-lg border px-4 py-3", box, className)}>
      <Icon className={cn("mt-0.5 size-4 shrink-0", mark)} aria-hidden="true" />
      <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="font-medium text-ink">{title}</p>
          {children !== undefined && <div className="mt-0.5 text-ink-2 text-sm">{children}</div>}
        </div>
        {action}
      </div>
    </div>
  );
}
