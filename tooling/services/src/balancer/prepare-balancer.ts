import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { RemedyError } from "../remedy-error.ts";
import { findOnPath } from "../stores/find-on-path.ts";
import {
  type BalancedPlaces,
  type BalancerName,
  balancerFiles,
  checkArgs,
  renderBalancer,
  runArgs,
} from "./program.ts";

/** A program that can stand in front, and where it is installed. */
export type FoundBalancer = { name: BalancerName; program: string };

/** How to run it once its file is written and found good. */
export type PreparedBalancer = {
  program: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
};

const files = fileURLToPath(new URL("../../../../deploy/proxies/", import.meta.url));
const checkDeadlineMs = 15_000;

/** Throws RemedyError when the program is not on PATH. */
export function findBalancer(name: BalancerName, path: string): FoundBalancer {
  const program = findOnPath(name, path);
  if (program) return { name, program };
  throw new RemedyError(
    `--front ${name} needs the program ${name}, and none is on PATH.`,
    [
      `Install it: apt-get install ${name}, dnf install ${name} or brew install ${name}. Where it is in /usr/sbin, add`,
      "that folder to PATH. Or use --front own, which needs nothing.",
    ].join("\n"),
  );
}

/** The operator's file of a program. */
export function readBalancerFile(name: BalancerName): string {
  return readFileSync(join(files, balancerFiles[name]), "utf8");
}

/**
 * Writes the operator's file, with the addresses of a run, into the run's folder, and lets the program itself judge it.
 * Throws RemedyError with the program's own words when it refuses.
 */
export async function prepareBalancer(
  { name, program }: FoundBalancer,
  places: BalancedPlaces,
): Promise<PreparedBalancer> {
  const { folder } = places;
  mkdirSync(folder, { recursive: true });
  const config = join(folder, `${name}.conf`);
  writeFileSync(config, renderBalancer(name, readBalancerFile(name), places));
  // Caddy keeps what it knows under these; nothing of it belongs into anybody's home.
  const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  await refuseBadConfig(name, { program, args: checkArgs(name, config, folder), env, cwd: folder });
  return { program, args: runArgs(name, config, folder), env, cwd: folder };
}

async function refuseBadConfig(name: BalancerName, check: PreparedBalancer): Promise<void> {
  const { program, args, env, cwd } = check;
  try {
    await promisify(execFile)(program, args, { env, cwd, timeout: checkDeadlineMs });
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : "";
    throw new RemedyError(
      `${name} refuses its configuration.${said ? ` It says:\n${said}` : ""}`,
      `Its file is in ${cwd}. A ${name} that is too old is the usual reason; --front own does without it.`,
      { cause },
    );
  }
}
