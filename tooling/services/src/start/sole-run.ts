import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { isSameProcess, type ProcessIdentity, processStartedAt } from "../process/identity.ts";
import { RemedyError } from "../remedy-error.ts";

const identitySchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() });

/**
 * Makes this process the one that runs in a checkout; the returned function gives the place back.
 * The file names a process by number and start, so one left by a killed run holds nobody up, even
 * when a stranger has its number by now. Throws RemedyError while the holder lives.
 */
export function takeSoleRun(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const own = { pid: process.pid, startedAt: processStartedAt(process.pid) ?? "unknown" };
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    while (!placeFile(draft, file)) setStaleAside(file);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readHolder(file)?.pid === own.pid) rmSync(file, { force: true });
  };
}

/** The process that runs in this checkout, or null. */
export function findSoleRun(file: string): ProcessIdentity | null {
  const holder = readHolder(file);
  return holder && isSameProcess(holder) ? holder : null;
}

/** A link appears whole and only where nothing is: two processes can never both place theirs. */
function placeFile(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes a stale file. Only whoever made the guard folder removes, and only a file that it has read there: that one stays
 * where it is until it is removed, while in the place of one that is gone another start may put its own at any moment. A
 * guard left by a killed start lapses.
 */
function setStaleAside(file: string): void {
  refuseLiveHolder(readHolder(file));
  const guard = `${file}.clearing`;
  try {
    mkdirSync(guard);
  } catch {
    lapseGuard(guard);
    return;
  }
  try {
    const text = readText(file);
    if (text === null) return;
    refuseLiveHolder(holderIn(text));
    rmSync(file, { force: true });
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

const guardLapsesMs = 5_000;

function lapseGuard(guard: string): void {
  const made = statSync(guard, { throwIfNoEntry: false });
  if (made && Date.now() - made.mtimeMs > guardLapsesMs)
    rmSync(guard, { recursive: true, force: true });
}

function refuseLiveHolder(holder: ProcessIdentity | null): void {
  if (!holder || !isSameProcess(holder)) return;
  throw new RemedyError(
    `Homeport already runs in this folder, as process ${holder.pid}.`,
    "End it with `pnpm stop`, or run a second one beside it with --data and --port-base.",
  );
}

function readHolder(file: string): ProcessIdentity | null {
  const text = readText(file);
  return text === null ? null : holderIn(text);
}

/** Null where there is no such file. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Null for what names no process. */
function holderIn(text: string): ProcessIdentity | null {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
