"use client";

import { useTheme } from "next-themes";
import { useEffect, useState } from "react";

/** Between light and dark; until somebody chooses, it is as their system has it. */
export function ThemeSwitch() {
  const { resolvedTheme, setTheme } = useTheme();
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const isDark = isReady && resolvedTheme === "dark";
  return (
    <button
      type="button"
      className="grid size-9 place-items-center rounded-full text-ink-2 hover:text-ink [&_svg]:w-5"
      aria-label="Dark"
      aria-pressed={isDark}
      onClick={() => setTheme(isDark ? "light" : "dark")}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="8.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M12 3.75a8.25 8.25 0 0 1 0 16.5Z" fill="currentColor" />
      </svg>
    </button>
  );
}
