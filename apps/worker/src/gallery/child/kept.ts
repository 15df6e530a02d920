import type { Raw } from "./decode.ts";

let kept: { readonly source: string; readonly raw: Raw } | null = null;

/** Keeps the pixels of the photo in hand: what comes next is often made of the same. */
export function keep(source: string, raw: Raw): void {
  kept = { source, raw };
}

/** The pixels of this photo, if it was the last one. They are kept for nobody after that. */
export function takeKept(source: string): Raw | null {
  const raw = kept?.source === source ? kept.raw : null;
  kept = null;
  return raw;
}
