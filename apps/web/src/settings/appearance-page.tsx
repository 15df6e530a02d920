"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Segments } from "../design/segments.tsx";
import { Skeleton } from "../design/skeleton.tsx";

const themes = [
  {
    value: "system",
    label: (
      <>
        <Monitor aria-hidden="true" /> System
      </>
    ),
  },
  {
    value: "light",
    label: (
      <>
        <Sun aria-hidden="true" /> Light
      </>
    ),
  },
  {
    value: "dark",
    label: (
      <>
        <Moon aria-hidden="true" /> Dark
      </>
    ),
  },
] as const;

type Theme = (typeof themes)[number]["value"];

export function AppearancePage() {
  const { theme, setTheme } = useTheme();
  // The choice lives in this browser, so the server cannot know it while it renders.
  const here = useSyncExternalStore(neverChanges, inBrowser, onServer);
  const chosen: Theme = theme === "light" || theme === "dark" ? theme : "system";
  return (
    <Panel className="max-w-[44rem]">
      <PanelHead title="Theme" note="Kept in this browser alone." />
      <div className="p-4 sm:p-5">
        {here ? (
          <Segments label="Theme" value={chosen} options={themes} onChange={setTheme} />
        ) : (
          <Skeleton className="h-9 w-64" />
        )}
      </div>
    </Panel>
  );
}

function neverChanges() {
  return () => {};
}

function inBrowser() {
  return true;
}

function onServer() {
  return false;
}
