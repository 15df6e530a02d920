import type { Raw } from "./decode.ts";

/** The pixels of a photo's renditions, by the edge of each. */
export type Tiers = ReadonlyMap<number, Raw>;

let kept: { readonly source: string; readonly tiers: Tiers } | null = null;

/** Keeps the pixels of the photo in hand: what comes next is often made of the same. */
export function keep(source: string, tiers: Tiers): void {
  kept = { source, tiers };
}

/** The pixels of this photo, if it was the last one. They are kept for nobody after that. */
export function takeKept(source: string): Tiers | null {
  const tiers = kept?.source === source ? kept.tiers : null;
  kept = null;
  return tiers;
}

/** Gives up what is kept, before another photo takes its own memory. */
export function dropKept(): void {
  kept = null;
}
