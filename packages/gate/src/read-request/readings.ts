/**
 * One way in which some server could understand a path. `folded` readings are lower-cased and are compared
 * with lower-cased rules, for servers that ignore case.
 */
export interface Reading {
  readonly path: string;
  readonly folded: boolean;
}

type Step = (path: string) => string;

/** What servers do to a path besides decoding it, in the order in which they do it. */
const steps: readonly Step[] = [
  backslashesAsSlashes,
  cutAtDecodedDelimiter,
  cutPathParameters,
  mergeSlashes,
  resolveDotSegments,
];

/**
 * Every reading of the decoded forms of one path, the raw one first: each subset of the steps, in order,
 * applied to each form; then all of them lower-cased. Duplicates are left out.
 */
export function readingsOf(forms: readonly string[]): readonly Reading[] {
  const paths = new Set<string>();
  for (const form of forms) {
    for (const path of everySubset(form)) paths.add(path);
  }
  const folded = new Set([...paths].map((path) => path.toLowerCase()));
  return [
    ...[...paths].map((path) => ({ path, folded: false })),
    ...[...folded].map((path) => ({ path, folded: true })),
  ];
}

/** The readings of a path on which no step and no decoding changes anything. */
export function plainReadings(path: string): readonly Reading[] {
  return [
    { path, folded: false },
    { path: path.toLowerCase(), folded: true },
  ];
}

function everySubset(form: string): Set<string> {
  const paths = new Set([form]);
  for (const step of steps) {
    for (const path of [...paths]) paths.add(step(path));
  }
  return paths;
}

function backslashesAsSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}

function cutAtDecodedDelimiter(path: string): string {
  const at = path.search(/[#?]/);
  return at < 0 ? path : path.slice(0, at);
}

function cutPathParameters(path: string): string {
  return path.replace(/;[^/]*/g, "");
}

function mergeSlashes(path: string): string {
  return path.replace(/\/{2,}/g, "/");
}

/** RFC 3986, 5.2.4: `.` goes, `..` takes the segment before it, an empty segment counts as one. */
function resolveDotSegments(path: string): string {
  if (!/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) return path;
  const kept: string[] = [];
  const segments = path.slice(1).split("/");
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
    if (last && (segment === "." || segment === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}
