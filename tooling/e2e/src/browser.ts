import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

/** Flags without which Chromium as root, in a small container or without a network misbehaves. */
export function browserFlags(): string[] {
  const flags = [
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return isRoot() ? ["--no-sandbox", ...flags] : flags;
}

/**
 * Finds a Chromium, installing one where that is possible: `CHROMIUM_PATH`, the PATH, Playwright's
 * own cache, Debian's package when root, then the npm package that carries a binary. Answers the
 * path of its executable, or throws an error that says what to install.
 */
export async function findBrowser(env: Record<string, string | undefined>): Promise<string> {
  const given = env["CHROMIUM_PATH"];
  if (given !== undefined && given !== "") {
    if (isExecutable(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which cannot be run.`);
  }
  const found = onPath(env) ?? playwrightsOwn() ?? installed(env) ?? (await packaged());
  if (found !== null) return found;
  throw new Error(
    "No Chromium was found. Install the package chromium, or set CHROMIUM_PATH to an executable.",
  );
}

function onPath(env: Record<string, string | undefined>): string | null {
  const folders = (env["PATH"] ?? "").split(delimiter);
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const file = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (file !== undefined) return file;
  }
  return null;
}

function playwrightsOwn(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

function installed(env: Record<string, string | undefined>): string | null {
  if (!isRoot() || !existsSync("/usr/bin/apt-get")) return null;
  const options = { stdio: "ignore", timeout: 300_000 } as const;
  const install = ["install", "-y", "--no-install-recommends", "chromium"];
  try {
    execFileSync("apt-get", install, options);
  } catch {
    try {
      execFileSync("apt-get", ["update"], options);
      execFileSync("apt-get", install, options);
    } catch {
      return null;
    }
  }
  return onPath(env);
}

async function packaged(): Promise<string | null> {
  try {
    const { default: carried } = await import("@sparticuz/chromium");
    return await carried.executablePath();
  } catch {
    return null;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
