import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder, listFiles, readFiles } from "../checkout.ts";
import { findFullTests } from "./find-full-tests.ts";
import type { SoakFacts } from "./soak-plan.ts";

/** Where distributions put the programs of PostgreSQL 15. */
const olderFolders = [
  "/usr/lib/postgresql/15/bin",
  "/usr/pgsql-15/bin",
  "/opt/homebrew/opt/postgresql@15/bin",
];

export function readSoakFacts(): SoakFacts {
  return {
    newestTag: readNewestTag(),
    olderPostgres: olderFolders.find((folder) => existsSync(join(folder, "postgres"))) ?? null,
    fullTests: findFullTests(
      new Map(readFiles(listFiles(), /\.ts$/).map(({ path, text }) => [path, text])),
    ),
  };
}

/** The newest tag before this commit: the commit itself may be the release that is tried. */
function readNewestTag(): string | null {
  try {
    const told = execFileSync("git", ["describe", "--tags", "--abbrev=0", "HEAD^"], {
      ...{ cwd: checkoutFolder, encoding: "utf8" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return told.trim() || null;
  } catch {
    return null;
  }
}
