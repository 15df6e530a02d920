import type { ReactNode } from "react";
import { Wordmark } from "../design/logo.tsx";
import { Waterline } from "./waterline.tsx";

/** What is around a door: the wordmark, one card, and the water. */
export function DoorFrame({ children }: { children: ReactNode }) {
  return (
    <div className="relative grid min-h-dvh grid-rows-[auto_1fr] overflow-hidden">
      <header className="z-10 px-5 pt-6 sm:px-8">
        <Wordmark />
      </header>
      <main className="z-10 grid place-items-center px-4 pt-8 pb-24">
        <div className="w-full max-w-[25rem]">{children}</div>
      </main>
      <Waterline />
    </div>
  );
}
