import { isDeepStrictEqual } from "node:util";
import { readToml } from "./read-toml.ts";
import { type KeyPath, scanToml, type TomlPair } from "./scan-toml.ts";
import { type TomlValue, writeTomlValue } from "./write-toml-value.ts";

export interface FieldChange {
  readonly path: KeyPath;
  /** Null takes the key away. */
  readonly value: TomlValue | null;
}

export type PatchedToml =
  | { readonly text: string; readonly refused: null }
  /** The key that cannot be changed safely in the text as it is written, and why. Nothing is changed. */
  | { readonly text: null; readonly refused: { readonly key: string; readonly reason: string } };

/**
 * Changes single keys of a TOML text and leaves every other line as it is, byte for byte: comments, order and line ends. What
 * cannot be done so, such as a value over several lines or one inside an inline table, is refused and left to whoever edits text.
 */
export function patchToml(text: string, changes: readonly FieldChange[]): PatchedToml {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  let patched = text.slice(mark.length);
  for (const change of changes) {
    const before = readToml("", patched).value;
    const expected = withChange(before, change);
    if (expected === null) return refused(change.path, "belongs to a table that is not there");
    if (isDeepStrictEqual(before, expected)) continue;
    const outcome = patchOne(patched, change);
    const reason =
      outcome.reason ??
      (isDeepStrictEqual(readToml("", outcome.text).value, expected)
        ? null
        : "cannot be changed alone");
    if (reason !== null) return refused(change.path, reason);
    patched = outcome.text ?? patched;
  }
  return { text: mark + patched, refused: null };
}

function refused(path: KeyPath, reason: string): PatchedToml {
  return { text: null, refused: { key: path.join("."), reason } };
}

type Outcome =
  | { readonly text: string; readonly reason: null }
  | { readonly text: null; readonly reason: string };

const refuse = (reason: string): Outcome => ({ text: null, reason });
const done = (text: string): Outcome => ({ text, reason: null });

function patchOne(text: string, { path, value }: FieldChange): Outcome {
  const statements = scanToml(text);
  const pair = statements.find(
    (one): one is TomlPair => one.is === "pair" && isDeepStrictEqual(one.path, path),
  );
  const written = value === null ? "" : writeTomlValue(value);
  if (written === null) return refuse("is no value that can be written on one line");
  if (pair === undefined) {
    const isHeld = statements.some(
      (one) => startsWith(one.path, path) || (one.is === "pair" && startsWith(path, one.path)),
    );
    return isHeld ? refuse("is a table or part of an inline one") : insert(text, path, written);
  }
  const current = text.slice(pair.valueStart, pair.valueEnd);
  if (current.includes("\n")) return refuse("stands on several lines");
  if (current.startsWith("{")) return refuse("is an inline table");
  if (value !== null) {
    return done(text.slice(0, pair.valueStart) + written + text.slice(pair.valueEnd));
  }
  return done(
    text.slice(0, text.lastIndexOf("\n", pair.start) + 1) +
      text.slice(nextLine(text, pair.valueEnd)),
  );
}

/** Puts a new key behind the last one of its table, with the line's end that is used there. */
function insert(text: string, path: KeyPath, written: string): Outcome {
  const table = path.slice(0, -1);
  const key = path.at(-1);
  if (typeof key !== "string") return refuse("is an item of a list");
  const line = `${/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key)} = ${written}`;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const anchor = findAnchor(text, table);
  if (anchor === null) return refuse("belongs to a table that is not there");
  const isLast = anchor > 0 && text[anchor - 1] !== "\n";
  const added = isLast ? `${end}${line}` : `${line}${end}`;
  return done(text.slice(0, anchor) + added + text.slice(anchor));
}

/** The offset of the line behind the last key of a table, or behind its header. */
function findAnchor(text: string, table: KeyPath): number | null {
  let current: KeyPath = [];
  let anchor: number | null = table.length === 0 ? 0 : null;
  for (const statement of scanToml(text)) {
    if (statement.is === "header") current = statement.path;
    if (!isDeepStrictEqual(current, table)) continue;
    anchor = nextLine(text, statement.is === "pair" ? statement.valueEnd : statement.end);
  }
  return anchor;
}

/** What the text is to come to; null where the key has no place. */
function withChange(value: unknown, { path, value: wanted }: FieldChange): unknown {
  const copy: unknown = structuredClone(value);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((inner, key) => (isHolder(inner) ? inner[key] : undefined), copy);
  const last = path.at(-1);
  if (!isHolder(holder) || last === undefined) return null;
  if (wanted === null) delete holder[last];
  else holder[last] = JSON.parse(JSON.stringify(wanted));
  return copy;
}

function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

function startsWith(path: KeyPath, beginning: KeyPath): boolean {
  return path.length > beginning.length && beginning.every((part, at) => part === path[at]);
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}
