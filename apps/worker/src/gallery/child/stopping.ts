/** Thrown between two steps once nobody wants the photo in hand any more. */
export class Stopped extends Error {}

let wanted = true;

/** A photo is begun. */
export function begin(): void {
  wanted = true;
}

/** What is under way inside libvips cannot be stopped; what comes after it is not begun. */
export function stop(): void {
  wanted = false;
}

/** Between two steps. Throws Stopped. */
export function throwIfStopped(): void {
  if (!wanted) throw new Stopped();
}
