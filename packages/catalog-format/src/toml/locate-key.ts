import type { Place } from "../rules/problem.ts";
import { type KeyPath, scanToml } from "./scan-toml.ts";

export type { KeyPath } from "./scan-toml.ts";

/** Where a value of a readable TOML text stands, or what is nearest around it; null where nothing is. */
export function locateKey(text: string, key: KeyPath): Place | null {
  let nearest: { start: number; length: number } | null = null;
  for (const { path, start } of scanToml(text)) {
    const length = path.length;
    const isAround = length <= key.length && path.every((part, at) => part === key[at]);
    if (isAround && length > (nearest?.length ?? 0)) nearest = { start, length };
  }
  return nearest === null ? null : placeAt(text, nearest.start);
}

/** The lines of some keys at the top of a readable TOML text, by key. */
export function linesOfKeys(text: string, keys: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { path, start } of scanToml(text)) {
    const [key] = path;
    if (typeof key === "string" && keys.includes(key)) found[key] ??= placeAt(text, start).line;
  }
  return found;
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}
