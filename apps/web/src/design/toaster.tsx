"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Where outcomes of actions are told; above the bottom bar on a narrow screen. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      mobileOffset={{ bottom: 76, left: 12, right: 12 }}
      toastOptions={{
        duration: 6_000,
        style: {
          fontFamily: "var(--font-sans)",
          background: "var(--raised)",
          borderColor: "var(--line)",
          color: "var(--ink)",
          boxShadow: "var(--shadow-2)",
        },
      }}
    />
  );
}
