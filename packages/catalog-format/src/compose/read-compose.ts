import { isCollection, isMap, isNode, isPair, parseDocument, visit, type YAMLError } from "yaml";
import type { ComposeProblem } from "./problem.ts";

const maxAliases = 100;
const maxDepth = 20;
/** What the file may come to once every alias stands for what it names. */
const maxChars = 128 * 1024;

/**
 * Control characters, and those that one reader of YAML takes for the end of a line and another for text: nobody needs
 * them, and they are how a file means two things.
 */
const unclear = /[^\P{Cc}\t\n\r]|[\u2028\u2029\ufeff]/u;

export type ReadCompose =
  | { readonly file: Record<string, unknown>; readonly problems: null }
  | { readonly file: null; readonly problems: readonly ComposeProblem[] };

/**
 * Reads a compose file as YAML 1.2 and puts in the place of every alias and every `<<` what they stand for. It is that
 * value which is checked and, written anew, handed to Docker: so both read the same.
 */
export function readCompose(text: string): ReadCompose {
  if (unclear.test(text)) return refused(["has a character that YAML readers disagree about"]);
  try {
    return resolve(text);
  } catch (error) {
    // Aliases that would grow beyond measure, and nesting beyond the stack.
    const isTooMuch = error instanceof RangeError || error instanceof ReferenceError;
    return refused([isTooMuch ? "is nested or repeated beyond measure" : "cannot be read as YAML"]);
  }
}

function resolve(text: string): ReadCompose {
  const document = parseDocument(text, { uniqueKeys: true, merge: true });
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    return { file: null, problems: complaints.map(problemOf) };
  }
  const { aliases, depth } = measure(document.contents);
  if (aliases > maxAliases) return refused([`has over ${maxAliases} aliases`]);
  if (depth > maxDepth) return refused([`is nested deeper than ${maxDepth}`]);
  const value: unknown = document.toJS({ maxAliasCount: maxAliases });
  const written = JSON.stringify(value) ?? "";
  if (written.length > maxChars) return refused(["is too long once its aliases are put in"]);
  if (!isMap(document.contents)) return refused(["has to be a map with services"]);
  return { file: JSON.parse(written), problems: null };
}

function problemOf({ message, linePos }: YAMLError): ComposeProblem {
  const [sentence = ""] = message.split("\n", 1);
  const place =
    linePos === undefined ? {} : { place: { line: linePos[0].line, column: linePos[0].col } };
  return { path: "", consent: null, sentence, ...place };
}

function measure(contents: unknown): { aliases: number; depth: number } {
  let aliases = 0;
  let depth = 0;
  if (!isNode(contents)) return { aliases, depth };
  visit(contents, {
    Alias: () => {
      aliases += 1;
    },
    Collection: (_key, _node, path) => {
      depth = Math.max(
        depth,
        path.filter((part) => isCollection(part) && !isPair(part)).length + 1,
      );
    },
  });
  return { aliases, depth };
}

function refused(sentences: readonly string[]): ReadCompose {
  const problems = sentences.map((sentence) => ({ path: "", consent: null, sentence }));
  return { file: null, problems };
}
