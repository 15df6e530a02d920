import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RemedyError } from "../remedy-error.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { choosePostgresUser, commandAs, type PostgresUser } from "./postgres-user.ts";

export type Cluster = { folder: string; user: PostgresUser; password: string | null };

/**
 * Opens the cluster under `dataFolder`, creating it the first time. It is made beside its place and
 * moved there as the last act, so a process that dies half way leaves nothing that looks whole.
 * `fast` clusters trust every local connection; others ask for the password kept beside them.
 */
export function openCluster(
  binaries: PostgresBinaries,
  plan: { dataFolder: string; mode: "durable" | "fast" },
): Cluster {
  const folder = join(plan.dataFolder, "cluster");
  const passwordFile = join(plan.dataFolder, "password");
  if (!existsSync(join(folder, "PG_VERSION"))) {
    createCluster(binaries, { ...plan, folder, passwordFile });
  }
  return {
    folder,
    user: choosePostgresUser(binaries.postgres, folder),
    password: plan.mode === "fast" ? null : readPassword(passwordFile),
  };
}

const authMethods = { fast: "trust", durable: "scram-sha-256" };

type NewCluster = { folder: string; passwordFile: string; mode: "durable" | "fast" };

function createCluster(binaries: PostgresBinaries, plan: NewCluster): void {
  const draft = `${plan.folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const user = choosePostgresUser(binaries.postgres, draft);
  const password = randomBytes(18).toString("base64url");
  writeFileSync(plan.passwordFile, password, { mode: 0o600 });
  const initArgs = [
    ...["--pgdata", draft, "--username", "homeport", "--encoding", "UTF8"],
    ...binaries.localeArgs,
    ...["--auth", "trust", "--no-sync"],
  ];
  runAs(user, binaries.initdb, initArgs, "");
  // Single-user mode needs neither a port nor a driver, and the cluster is ours alone here.
  const statements = `ALTER ROLE homeport PASSWORD '${password}'\nCREATE DATABASE homeport\n`;
  runAs(user, binaries.postgres, ["--single", "-D", draft, "postgres"], statements);
  writeFileSync(
    join(draft, "pg_hba.conf"),
    `host all all 127.0.0.1/32 ${authMethods[plan.mode]}\n`,
  );
  renameSync(draft, plan.folder);
}

function runAs(user: PostgresUser, program: string, args: string[], input: string): void {
  const { command, args: allArgs, user: as } = commandAs(user, program, args);
  const done = spawnSync(command, allArgs, {
    ...as,
    input,
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" },
    encoding: "utf8",
    timeout: 60_000,
  });
  if (done.status === 0) return;
  throw new RemedyError(
    `A Postgres cluster could not be created: ${(done.stderr || String(done.error)).trim()}`,
    "Check that the disk has room, or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

function readPassword(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new RemedyError(
      `The password of the embedded Postgres is missing (${file}).`,
      "Put the file back, or start with --fresh to begin with empty data.",
      { cause },
    );
  }
}
