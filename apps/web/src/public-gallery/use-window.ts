"use client";

import { type RefObject, useEffect, useState } from "react";

/** What of a field lies in the window or near it, in px from the field's top. */
export interface SeenWindow {
  readonly widthPx: number;
  readonly fromPx: number;
  readonly toPx: number;
  /** The photo that holds the focus: taken out of the page it would lose it. */
  readonly heldId: string | null;
}

/** How far beyond the window photos are kept, in windows. */
const margin = 1.5;
/** A finer step would only draw the same photos again. */
const stepPx = 300;

/** Null until the browser has measured: then everything is shown. */
export function useWindow(field: RefObject<HTMLElement | null>): SeenWindow | null {
  const [seen, setSeen] = useState<SeenWindow | null>(null);
  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const { top, width } = element.getBoundingClientRect();
      const { innerHeight } = window;
      const near = (px: number) => Math.round(px / stepPx) * stepPx;
      const next: SeenWindow = {
        widthPx: width,
        fromPx: near(-top - margin * innerHeight),
        toPx: near(-top + (1 + margin) * innerHeight),
        heldId: heldIn(element),
      };
      setSeen((before) => (before !== null && isSame(before, next) ? before : next));
    };
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    const resized = new ResizeObserver(later);
    resized.observe(element);
    window.addEventListener("scroll", later, { passive: true });
    element.addEventListener("focusin", later);
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      window.removeEventListener("scroll", later);
      element.removeEventListener("focusin", later);
    };
  }, [field]);
  return seen;
}

function heldIn(element: HTMLElement): string | null {
  const active = document.activeElement;
  return element.contains(active)
    ? (active?.closest("[data-photo]")?.getAttribute("data-photo") ?? null)
    : null;
}

function isSame(one: SeenWindow, other: SeenWindow): boolean {
  return (
    one.widthPx === other.widthPx &&
    one.fromPx === other.fromPx &&
    one.toPx === other.toPx &&
    one.heldId === other.heldId
  );
}
