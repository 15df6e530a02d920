import { z } from "zod";
import { type Hash, printHash } from "./core/index.ts";

// How values come from the driver: bigint is text, so is an instant, and bytes are bytes.

export const count = z.coerce.number();
export const bytes = z.instanceof(Uint8Array);
export const instant = z.coerce.date();
export const instantOrNull = z.union([z.null(), z.string(), z.date()]).transform(toInstant);
export const printedHash = bytes.transform((hash: Hash) => printHash(hash));

function toInstant(value: string | Date | null): Date | null {
  return value === null ? null : new Date(value);
}
