import type { AccessRule } from "@homeport/gate";

/** One rule as it is being edited; `key` stays with the row while its path changes. */
export interface DraftRule extends AccessRule {
  key: string;
}

export const rootPath = "/";

/** A rule's path as the gate compares it: without a final slash, but for the root. */
export function comparedPath(path: string): string {
  const bare = path.trim().replace(/\/+$/, "");
  return bare === "" ? rootPath : bare;
}

/** Whether a rule is the one for `/`, which every app has and which cannot be removed. */
export function isRoot(rule: Pick<AccessRule, "path" | "match">): boolean {
  return rule.match === "prefix" && comparedPath(rule.path) === rootPath;
}

/** Sorted as they win: the longest path first, exact before prefix, so the root comes last. */
export function sortAsTheyWin<Rule extends AccessRule>(rules: readonly Rule[]): Rule[] {
  return [...rules].sort(compareRules);
}

/** Negative when `a` wins over `b` wherever both match. */
export function compareRules(a: AccessRule, b: AccessRule): number {
  const [pathA, pathB] = [comparedPath(a.path), comparedPath(b.path)];
  if (pathA.length !== pathB.length) {
    return pathB.length - pathA.length;
  }
  if (pathA !== pathB) {
    return pathA < pathB ? -1 : 1;
  }
  return a.match === b.match ? 0 : a.match === "exact" ? -1 : 1;
}

/** The rule that decides at a plain path. The endpoint knows encodings and case as well; this is for hints. */
export function winnerAt<Rule extends AccessRule>(
  rules: readonly Rule[],
  path: string,
): Rule | undefined {
  const asked = comparedPath(path);
  return sortAsTheyWin(rules).find((rule) => {
    const own = comparedPath(rule.path);
    if (rule.match === "exact") {
      return own === asked;
    }
    return own === rootPath || asked === own || asked.startsWith(`${own}/`);
  });
}

/** A segment that nobody names in a rule, to ask what a prefix means below its own path. */
const belowIt = "~below";

/**
 * The paths that anyone could open after a save and not before, by rules added or widened as well as by rules
 * taken away that had kept a part of something public closed.
 */
export function becomesPublic(
  before: readonly AccessRule[],
  after: readonly AccessRule[],
): string[] {
  const found = new Set<string>();
  for (const rule of [...after, ...before]) {
    const path = comparedPath(rule.path);
    const below = path === rootPath ? `/${belowIt}` : `${path}/${belowIt}`;
    const probes = rule.match === "exact" ? [path] : [path, below];
    if (probes.some((probe) => turnsPublic(before, after, probe))) {
      found.add(path);
    }
  }
  return [...found].sort();
}

function turnsPublic(before: readonly AccessRule[], after: readonly AccessRule[], path: string) {
  return winnerAt(after, path)?.level === "public" && winnerAt(before, path)?.level !== "public";
}

/** A sentence for each row that cannot be saved as it is, by its key. */
export function findRuleProblems(rules: readonly DraftRule[]): Map<string, string> {
  const problems = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const rule of rules) {
    const place = `${rule.match} ${comparedPath(rule.path).toLowerCase()}`;
    if (!rule.path.trim().startsWith("/")) {
      problems.set(rule.key, "A path starts with a slash.");
    } else if (/[?#\s]/.test(rule.path.trim())) {
      problems.set(rule.key, "A path holds no spaces, no ? and no #.");
    } else if (seen.has(place)) {
      problems.set(rule.key, "Another rule has this path and match already.");
    }
    seen.set(place, rule.key);
  }
  return problems;
}

/** Rules as rows to edit, sorted as they win. */
export function toDraft(rules: readonly (AccessRule & { id: string })[]): DraftRule[] {
  return sortAsTheyWin(
    rules.map(({ id, path, match, level, audience, headers }) => ({
      key: id,
      path,
      match,
      level,
      audience,
      headers,
    })),
  );
}

/** The draft as it is sent. An audience says something only about members. */
export function toRules(draft: readonly DraftRule[]): AccessRule[] {
  return draft.map(({ path, match, level, audience, headers }) => ({
    path: path.trim(),
    match,
    level,
    audience: level === "members" ? audience : null,
    headers,
  }));
}

/** Whether two sets decide alike: the same rules in whatever order. */
export function sameRules(a: readonly AccessRule[], b: readonly AccessRule[]): boolean {
  const form = (rules: readonly AccessRule[]) =>
    JSON.stringify(sortAsTheyWin(rules).map(canonical));
  return form(a) === form(b);
}

function canonical({ path, match, level, audience, headers }: AccessRule) {
  const narrowed = level === "members" ? audience : null;
  return [
    comparedPath(path),
    match,
    level,
    [...(narrowed?.roles ?? [])].sort(),
    [...(narrowed?.userIds ?? [])].sort(),
    Object.entries(headers).sort(([x], [y]) => (x < y ? -1 : 1)),
  ];
}
