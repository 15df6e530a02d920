import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { RemedyError } from "../remedy-error.ts";
import { findOnPath } from "./find-on-path.ts";

export type RedisBinary = { program: string; env: Record<string, string> };

const run = promisify(execFile);
const debianPackages = ["redis-server", "redis-tools", "libjemalloc2", "liblzf1"];

/**
 * Finds a Redis server: on PATH, or unpacked earlier under `toolsFolder`, or (Debian and Ubuntu,
 * without root) from the distribution's own packages, unpacked there and never installed.
 * Throws RemedyError that names the three ways to get one.
 */
export async function findRedis(toolsFolder: string, path?: string): Promise<RedisBinary> {
  const installed = findOnPath("redis-server", path) ?? findOnPath("valkey-server", path);
  if (installed) return { program: installed, env: {} };
  const folder = join(toolsFolder, "redis");
  if (!existsSync(join(folder, "usr/bin/redis-server"))) await unpackDebianPackages(folder, path);
  const libraries = readdirSync(join(folder, "usr/lib"))
    .map((name) => join(folder, "usr/lib", name))
    .join(":");
  return {
    program: join(folder, "usr/bin/redis-server"),
    env: { LD_LIBRARY_PATH: libraries },
  };
}

async function unpackDebianPackages(folder: string, path?: string): Promise<void> {
  if (!findOnPath("apt-get", path) || !findOnPath("dpkg", path)) throw noRedis();
  mkdirSync(join(folder, ".."), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    await downloadPackages(draft);
    for (const file of readdirSync(draft).filter((name) => name.endsWith(".deb"))) {
      await run("dpkg", ["-x", file, "."], { cwd: draft });
    }
    moveIntoPlace(draft, folder);
  } catch (cause) {
    if (cause instanceof RemedyError) throw cause;
    throw noRedis(cause);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function downloadPackages(cwd: string): Promise<void> {
  const download = () => run("apt-get", ["download", ...debianPackages], { cwd, timeout: 120_000 });
  try {
    await download();
  } catch (cause) {
    // Without package lists apt finds nothing; only root may fetch them.
    if (process.getuid?.() !== 0) throw cause;
    await run("apt-get", ["update"], { timeout: 180_000 });
    await download();
  }
}

/** Several runs may unpack at once: the first to move wins, the others use what it left. */
function moveIntoPlace(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (cause) {
    if (!existsSync(join(folder, "usr/bin/redis-server"))) throw cause;
  }
}

function noRedis(cause?: unknown): RemedyError {
  return new RemedyError(
    "No Redis server was found here, and none could be unpacked.",
    [
      "One of these three helps:",
      "  · install redis-server or valkey-server (apt, brew, dnf) so that it is on PATH;",
      "  · on Debian or Ubuntu, let `apt-get download redis-server` reach its mirror (no root needed);",
      "  · set REDIS_URL to the address of a Redis 7 that runs elsewhere.",
    ].join("\n"),
    { cause },
  );
}
