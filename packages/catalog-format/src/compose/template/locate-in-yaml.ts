import { LineCounter, parseDocument } from "yaml";
import type { Place } from "../../rules/problem.ts";

/** Finds where a key such as `services.web.ports[0]`, or what is nearest around it, stands in a readable YAML text. */
export function locateInYaml(text: string): (path: string) => Place | null {
  let found: { lines: LineCounter; document: ReturnType<typeof parseDocument> } | null = null;
  return (path) => {
    // Most files have no problem, and need not be read again.
    if (found === null) {
      const lines = new LineCounter();
      found = { lines, document: parseDocument(text, { lineCounter: lines, merge: true }) };
    }
    const { lines, document } = found;
    for (let keys = keysOf(path); keys.length > 0; keys = keys.slice(0, -1)) {
      const offset = startOf(document.getIn(keys, true));
      if (offset === null) continue;
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    }
    return null;
  };
}

function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, at, key = ""]) =>
    at === undefined ? key : Number(at),
  );
}

function startOf(node: unknown): number | null {
  if (typeof node !== "object" || node === null || !("range" in node)) return null;
  return Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : null;
}
