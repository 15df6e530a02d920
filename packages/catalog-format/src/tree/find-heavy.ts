import { entryFolder } from "../path/parse-path.ts";
import { limits } from "../rules/limits.ts";
import { type Problem, problem } from "../rules/problem.ts";
import type { RecordFiles } from "./group-items.ts";

/**
 * Records that are too much to be held while they are judged, each by itself or all together, by what the tree lists of them: a tree whose
 * files are all small enough may still be larger than any memory.
 */
export function findHeavy(records: Iterable<RecordFiles>): Problem[] {
  const found: Problem[] = [];
  let textBytes = 0;
  for (const { kind, key, files } of records) {
    let bytes = 0;
    for (const { is, sizeBytes } of files) {
      bytes += sizeBytes;
      if (is.part !== "asset") textBytes += sizeBytes;
    }
    if (kind === "entry" && bytes > limits.maxEntryBytes) {
      found.push(tooMuch(entryFolder(key), bytes, limits.maxEntryBytes));
    }
  }
  if (textBytes > limits.maxTextBytes) {
    found.push(tooMuch("apps", textBytes, limits.maxTextBytes));
  }
  return found;
}

function tooMuch(path: string, bytes: number, most: number): Problem {
  return problem(path, "tree/size", `has ${bytes} bytes to be read; ${most} are allowed`);
}
