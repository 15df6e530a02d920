import type { ReactNode } from "react";
import { ClockProvider } from "../design/clock.tsx";
import { Toaster } from "../design/toaster.tsx";
import { DataProvider } from "./provider.tsx";

/** What the console and its doors stand in: the server's clock, the queries of this tab, and a place for outcomes. */
export function ConsoleProviders({ children }: { children: ReactNode }) {
  return (
    <>
      <ClockProvider renderedAtMs={Date.now()}>
        <DataProvider>{children}</DataProvider>
      </ClockProvider>
      <Toaster />
    </>
  );
}
