import { hostname } from "node:os";
import type { Random } from "../random.ts";

const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** `<host name>-<port>-<4 random characters>`: readable, and new at each start. */
export function nameReplica(port: number, random: Random): string {
  const suffix = [...random.bytes(4)].map((byte) => letters[byte % letters.length]).join("");
  const host = hostname()
    .replace(/[^A-Za-z0-9.-]/g, "-")
    .slice(0, 60);
  return `${host}-${port}-${suffix}`;
}
