import "server-only";
import { randomBytes } from "node:crypto";

/** An order of photos that nobody has seen. */
export function newSeed(): string {
  return randomBytes(4).toString("hex");
}
