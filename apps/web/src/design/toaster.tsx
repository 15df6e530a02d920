"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Where outcomes of actions are told: at the top, since what is pressed next, such as Save, stands at the bottom. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="top-center"
      mobileOffset={{ top: 12, left: 12, right: 12 }}
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
