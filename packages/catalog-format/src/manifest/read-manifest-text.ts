import { LineCounter, parseDocument, type YAMLError } from "yaml";

/** A manifest as somebody wrote it: JSON, or YAML, of which that is a part. */
export interface ManifestText {
  /** What it says; null when it cannot be read. */
  readonly value: unknown;
  /** Why it cannot be read, each with its line; none when it can. */
  readonly problems: readonly string[];
  /** A problem that begins with a key's path, such as `process.argv: is missing`, with the line of that key before it. */
  readonly locate: (problem: string) => string;
}

/** Reads the text of a manifest. What it says is looked at by whoever knows its schema. */
export function readManifestText(text: string): ManifestText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number, said: string) => `line ${lines.linePos(offset).line}: ${said}`;
  const problems = document.errors.map((error) => at(error.pos[0], sentenceOf(error)));
  if (problems.length > 0) return { value: null, problems, locate: (problem) => problem };
  return {
    ...readValue(() => document.toJS()),
    locate(problem) {
      const path = pathOf(problem);
      const offset =
        path.length === 0
          ? undefined
          : (startOf(document.getIn(path, true)) ??
            startOf(document.getIn(path.slice(0, -1), true)));
      return offset === undefined ? problem : at(offset, problem);
    },
  };
}

/** Aliases that stand for far more than was written are refused while they are resolved. */
function readValue(read: () => unknown): Pick<ManifestText, "value" | "problems"> {
  try {
    return { value: read(), problems: [] };
  } catch (error) {
    return { value: null, problems: [error instanceof Error ? error.message : "cannot be read"] };
  }
}

function pathOf(problem: string): string[] {
  const [, path = ""] = /^([\w.-]+): /.exec(problem) ?? [];
  return path === "" ? [] : path.split(".");
}

/** The parser's sentence without the place, which is said before it, and without the lines around it. */
function sentenceOf(error: YAMLError): string {
  const [sentence = ""] = error.message.split("\n", 1);
  return sentence.replace(/ at line \d+, column \d+:?$/, "");
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  return Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : undefined;
}
