import type { SourceFile } from "../checkout.ts";
import type { CodeOfPart, ShowingTests } from "../docs/showing-tests.ts";

const testPath = /\.(test|spec)\.tsx?$/;
const columns = { first: "when", last: "shown by" };
/** A path in a code span, and words of that test behind it, each in quotes. */
const named = /`([^`]+)`((?:\s*"[^"]+")*)/g;

/**
 * Rows of failures that a person wrote and that no test shows. In each table that begins with "when" the last column is "shown by": each
 * of its cells names at least one test that exists, and what is quoted behind a test stands in it. A page without a row is one problem.
 */
export function findUnshownRows(page: SourceFile, tests: readonly SourceFile[]): string[] {
  const texts = new Map(tests.map(({ path, text }) => [path, text]));
  const rows = failureRows(page.text);
  if (rows.length === 0) return [`${page.path}: it has no failures`];
  return rows.flatMap(({ when, shownBy }) =>
    problemsOf(shownBy, texts).map((what) => `${page.path}: ${when}: ${what}`),
  );
}

/** Every row of the tables of failures; in one without the column of tests no row names any. */
function failureRows(text: string): { when: string; shownBy: string }[] {
  const rows: { when: string; shownBy: string }[] = [];
  let head: string[] | null = null;
  for (const line of text.split("\n")) {
    const cells = line.startsWith("|") ? cellsOf(line) : [];
    const [when = "", ...others] = cells;
    if (cells.length === 0) head = null;
    else if (when === columns.first) head = cells;
    else if (head !== null && !/^-+$/.test(when)) {
      const isColumn = head.at(-1) === columns.last && cells.length === head.length;
      rows.push({ when, shownBy: isColumn ? (others.at(-1) ?? "") : "" });
    }
  }
  return rows;
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function problemsOf(cell: string, texts: ReadonlyMap<string, string>): string[] {
  const found = [...cell.matchAll(named)].filter(([, path = ""]) => testPath.test(path));
  if (found.length === 0) return ["no test shows it"];
  return found.flatMap(([, path = "", quoted = ""]) => {
    const text = texts.get(path);
    if (text === undefined) return [`there is no ${path}`];
    const words = [...quoted.matchAll(/"([^"]+)"/g)].map(([, part = ""]) => part);
    return words.filter((part) => !text.includes(part)).map((part) => `${path} has no "${part}"`);
  });
}

/** Codes that no test names. */
export function findUnshownCodes(codes: readonly CodeOfPart[], showing: ShowingTests): string[] {
  return codes
    .filter((one) => showing(one) === null)
    .map(({ code, part }) => `no test names ${code} of ${part}`);
}
