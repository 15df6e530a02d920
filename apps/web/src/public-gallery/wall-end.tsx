"use client";

import { useEffect, useRef } from "react";
import { formatCount } from "../design/format.ts";
import type { PhotoPages } from "./use-photo-pages.ts";

/** How far below the window the next photos are asked for. */
const ahead = "1200px";

/** Reads on before somebody comes here; says so when it cannot, and when this is the end. */
export function WallEnd({ pages }: { pages: PhotoPages }) {
  const { photos, hasMore, state, readMore } = pages;
  const mark = useRef<HTMLDivElement>(null);
  const readOn = useRef(readMore);
  useEffect(() => {
    readOn.current = readMore;
  });
  useEffect(() => {
    const element = mark.current;
    if (element === null || !hasMore || state !== "idle") return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void readOn.current();
      },
      { rootMargin: `0px 0px ${ahead}` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, state]);
  return (
    <div ref={mark} className="py-12 text-center text-ink-3 text-sm">
      {state === "failed" && (
        <p role="alert" className="mb-3">
          More photos could not be loaded.
        </p>
      )}
      {hasMore ? (
        <button
          type="button"
          className="quiet-button"
          disabled={state === "loading"}
          onClick={() => void readMore()}
        >
          {state === "loading" ? "Loading…" : state === "failed" ? "Try again" : "Show more"}
        </button>
      ) : (
        <p>{formatCount(photos.length, "photo")}</p>
      )}
    </div>
  );
}
