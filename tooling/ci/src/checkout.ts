import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that is checked. */
export const checkoutFolder = fileURLToPath(new URL("../../..", import.meta.url)).replace(
  /\/$/,
  "",
);

/** A file as the checks see it: its path from the checkout's root, and its text. */
export type SourceFile = { path: string; text: string };

/** Paths of every file that is, or would be, committed; sorted, relative to the checkout. */
export function listFiles(): string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "-co", "--exclude-standard", "--deduplicate"],
    {
      cwd: checkoutFolder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return listed.split("\0").filter(Boolean).sort();
}

/** The texts of the files whose path matches; one deleted but not yet committed is left out. */
export function readFiles(paths: string[], matching: RegExp): SourceFile[] {
  return paths.filter((path) => matching.test(path)).flatMap(readFile);
}

function readFile(path: string): SourceFile[] {
  try {
    return [{ path, text: readFileSync(join(checkoutFolder, path), "utf8") }];
  } catch {
    return [];
  }
}
