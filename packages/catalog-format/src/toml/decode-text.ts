import { type Problem, problem } from "../rules/problem.ts";

/** Reads the bytes of a text file. A byte order mark in front is left out; anything that is not UTF-8 is a problem. */
export function decodeText(
  path: string,
  bytes: Uint8Array,
): { text: string | null; problems: Problem[] } {
  const at = bytes.indexOf(0);
  if (at !== -1)
    return { text: null, problems: [problem(path, "file/nul", `has a NUL byte at ${at}`)] };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), problems: [] };
  } catch {
    return { text: null, problems: [problem(path, "file/utf8", "is not UTF-8")] };
  }
}
