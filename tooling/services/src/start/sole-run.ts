import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { isSameProcess, type ProcessIdentity, processStartedAt } from "../process/identity.ts";
import { RemedyError } from "../remedy-error.ts";
import { readJson } from "./private-file.ts";

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
 * Moves a stale file away before looking at it again: between our look and the move another start
 * may have replaced it, and then it is put back.
 */
function setStaleAside(file: string): void {
  refuseLiveHolder(readHolder(file));
  const aside = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && isSameProcess(moved)) placeFile(aside, file);
  rmSync(aside, { force: true });
  refuseLiveHolder(moved);
}

function refuseLiveHolder(holder: ProcessIdentity | null): void {
  if (!holder || !isSameProcess(holder)) return;
  throw new RemedyError(
    `Homeport already runs in this folder, as process ${holder.pid}.`,
    "End it with `pnpm stop`, or run a second one beside it with --data and --port-base.",
  );
}

function readHolder(file: string): ProcessIdentity | null {
  try {
    return identitySchema.parse(readJson(file));
  } catch {
    return null;
  }
}
