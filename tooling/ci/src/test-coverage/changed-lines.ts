/** Lines that a diff added or changed, by path. `diff` is what `git diff --unified=0` prints. */
export function readChangedLines(diff: string): ReadonlyMap<string, ReadonlySet<number>> {
  const changed = new Map<string, Set<number>>();
  let lines = new Set<number>();
  for (const text of diff.split("\n")) {
    const path = /^\+\+\+ b\/(.+)$/.exec(text)?.[1];
    if (path !== undefined) {
      lines = new Set();
      changed.set(path, lines);
    }
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk === null) continue;
    const [first, count] = [Number(hunk[1]), Number(hunk[2] ?? 1)];
    for (let line = first; line < first + count; line += 1) lines.add(line);
  }
  return changed;
}
