import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Stands before the pixels: while it is shut, no decoder of a trial gets done with a photo. */
export interface DecoderGate {
  shut(): void;
  open(): void;
}

/** A gate for the workers that have this folder for their temporary files. */
export function createDecoderGate(folder: string): DecoderGate {
  const sign = join(folder, "gate-is-shut");
  return {
    shut: () => writeFileSync(sign, ""),
    open: () => rmSync(sign, { force: true }),
  };
}
