import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CatalogError } from "../errors.ts";

const oldest = { major: 2, minor: 30 };

/**
 * Throws CATALOG_GIT_MISSING unless this machine has a git that knows all that a syncer asks of it. `program` is its name or its
 * file.
 */
export async function requireGit(program = "git"): Promise<void> {
  const text = await promisify(execFile)(program, ["--version"], { timeout: 5_000 }).then(
    ({ stdout }) => stdout,
    (cause: unknown) => {
      throw new CatalogError("CATALOG_GIT_MISSING", { cause });
    },
  );
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(text) ?? []).map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new CatalogError("CATALOG_GIT_MISSING", { detail: text.trim() });
  }
}
