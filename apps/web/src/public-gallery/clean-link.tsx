"use client";

import { useEffect, useRef, useState } from "react";
import { type AwaitedFile, awaitFile } from "./await-file.ts";

type State = "idle" | "preparing" | "failed" | AwaitedFile;

const words: Record<State, string> = {
  idle: "",
  preparing: "The download is being prepared. It begins by itself.",
  ready: "",
  refused: "This photo cannot be downloaded.",
  late: "This takes longer than usual. Try again in a few minutes.",
  failed: "There was no answer. Try again.",
};

/** A copy of a photo, which a worker makes when it is first asked for: until it is there this says so. */
export function CleanLink({ path }: { path: string }) {
  const [state, setState] = useState<State>("idle");
  const leaving = useRef<AbortController>(null);
  useEffect(() => () => leaving.current?.abort(), []);

  async function begin(): Promise<void> {
    const left = new AbortController();
    leaving.current = left;
    const { signal } = left;
    setState("preparing");
    const became = await awaitFile(path, wait, signal).catch(() => "failed" as const);
    if (signal.aborted) return;
    setState(became);
    if (became === "ready") window.location.assign(path);
  }

  return (
    <>
      <a
        className="quiet-button"
        href={path}
        download
        aria-disabled={state === "preparing"}
        onClick={(event) => {
          event.preventDefault();
          if (state !== "preparing") void begin();
        }}
      >
        {state === "preparing" ? "Being prepared…" : "Download"}
      </a>
      <p role="status" className="text-ink-3 text-xs">
        {words[state]}
      </p>
    </>
  );
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
