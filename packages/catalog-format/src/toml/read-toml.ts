import { parse, TomlError } from "smol-toml";
import { type Problem, problem } from "../rules/problem.ts";
import { type KeyPath, locateKey } from "./locate-key.ts";

const maxDepth = 20;
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads TOML. What it answers shares nothing with the parser's own objects, which would keep the whole text in memory for as
 * long as any string of it is needed; dates are texts as they were written.
 */
export function readToml(path: string, text: string): { value: unknown; problems: Problem[] } {
  const parsed = parseToml(path, text);
  if (parsed.problems.length > 0) return { value: null, problems: parsed.problems };
  const forbidden = findForbidden(parsed.value, []);
  if (forbidden !== null) {
    const details = { key: forbidden.join("."), place: locateKey(text, forbidden) };
    const message = "is a key that programs take for something else";
    return { value: null, problems: [problem(path, "toml/syntax", message, details)] };
  }
  return { value: JSON.parse(JSON.stringify(parsed.value)), problems: [] };
}

function parseToml(path: string, text: string): { value: unknown; problems: Problem[] } {
  try {
    return { value: parse(text, { maxDepth }), problems: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [sentence = ""] = error.message.split("\n", 1);
    const message = sentence.replace(/^Invalid TOML document: /, "");
    const place = { line: error.line, column: error.column };
    return { value: null, problems: [problem(path, "toml/syntax", message, { place })] };
  }
}

function findForbidden(value: unknown, at: KeyPath): KeyPath | null {
  if (typeof value !== "object" || value === null || value instanceof Date) return null;
  if (at.length > maxDepth) return at;
  for (const [key, inner] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value) && forbiddenKeys.has(key)) return path;
    const found = findForbidden(inner, path);
    if (found !== null) return found;
  }
  return null;
}
