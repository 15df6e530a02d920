import { foldPath, pathPrefixes } from "../path/parse-path.ts";
import { type Problem, problem, quote } from "../rules/problem.ts";

/**
 * Finds paths that some disks take for one with another path. `exists` says of a path in the plain spelling, or of a folder,
 * whether the tree has it: the grammar's own spelling is plain, so that of two such paths at least one is not.
 */
export function findCollisions(
  paths: Iterable<string>,
  exists: (plainPath: string) => boolean,
): Problem[] {
  const spelled = new Map<string, string>();
  const found: Problem[] = [];
  for (const path of paths) {
    if (foldPath(path) === path) continue;
    const other = findTwin(path, spelled, exists);
    if (other === null) continue;
    found.push(
      problem(path, "tree/case-collision", `is the same as ${quote(other)} on some disks`),
    );
  }
  return found;
}

function findTwin(
  path: string,
  spelled: Map<string, string>,
  exists: (plainPath: string) => boolean,
): string | null {
  for (const prefix of pathPrefixes(path)) {
    const folded = foldPath(prefix);
    const known = spelled.get(folded);
    if (known !== undefined && known !== prefix) return known;
    spelled.set(folded, prefix);
    if (folded !== prefix && exists(folded)) return folded;
  }
  return null;
}
