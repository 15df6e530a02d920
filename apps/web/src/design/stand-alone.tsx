import type { ReactNode } from "react";
import { Wordmark } from "./logo.tsx";

export interface StandAloneProps {
  /** Shown small above the title. */
  code: string;
  title: string;
  children: ReactNode;
  action: ReactNode;
}

/** A page that says one thing, outside the console's frame. */
export function StandAlone({ code, title, children, action }: StandAloneProps) {
  return (
    <main className="grid min-h-dvh grid-rows-[auto_1fr] px-5 py-6 sm:px-8">
      <Wordmark />
      <div className="grid content-center justify-items-start justify-self-center pb-24">
        <p className="font-mono text-ink-3 text-sm">{code}</p>
        <h1 className="mt-1 font-semibold text-2xl text-ink tracking-[-0.025em]">{title}</h1>
        <p className="mt-2 max-w-[44ch] text-ink-2">{children}</p>
        <div className="mt-6 flex gap-2">{action}</div>
      </div>
    </main>
  );
}
