import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface ScrollBoxProps {
  /** What scrolls here, for those who are told. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** A part of a page that scrolls by itself, with the keyboard, too. `className` gives its greatest height or width. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to.
      tabIndex={0}
      aria-label={label}
      className={cn("overflow-auto focus-visible:outline-offset-[-2px]", className)}
    >
      {children}
    </section>
  );
}
