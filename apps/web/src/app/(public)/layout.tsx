import type { ReactNode } from "react";

/** Pages for strangers: nothing of the console is on them. */
export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto w-full max-w-[90rem] px-4 py-8 sm:px-8 sm:py-12">{children}</main>
  );
}
