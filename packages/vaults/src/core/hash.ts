import { fromHex, toHex } from "./bytes.ts";

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;

/** In place of the state before the first one, and of the acknowledgement before the first one. */
export const noHash: Hash = new Uint8Array(32);

/** As people and JSON see it: `0x` and 64 lower-case hex digits. */
export function printHash(hash: Hash): string {
  return `0x${toHex(hash)}`;
}

export function readHash(text: string): Hash | null {
  return text.startsWith("0x") && text.length === 66 ? fromHex(text.slice(2)) : null;
}
