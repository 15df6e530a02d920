import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { endProcess } from "../process/end-process.ts";
import { processStartedAt } from "../process/identity.ts";

/**
 * Clears what a killed run left in a cluster. A postmaster that still serves exactly this folder is
 * ended; a lock file whose number is free, or belongs to a stranger by now, is removed. Postgres
 * itself would refuse to start in that last case.
 */
export async function clearLeftoverPostmaster(cluster: string): Promise<void> {
  const lockFile = join(cluster, "postmaster.pid");
  const pid = readLockedPid(lockFile);
  if (pid === null) return;
  const startedAt = processStartedAt(pid);
  if (startedAt && servesFolder(pid, cluster)) {
    await endProcess({ pid, startedAt }, { signal: "SIGINT", deadlineMs: 20_000 });
  }
  rmSync(lockFile, { force: true });
}

function readLockedPid(lockFile: string): number | null {
  try {
    const pid = Number(readFileSync(lockFile, "utf8").split("\n")[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Postgres is always started with its folder on the command line, so that line tells whose it is. */
function servesFolder(pid: number, cluster: string): boolean {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return line.some((part) => part.endsWith("postgres")) && line.includes(cluster);
  } catch {
    return false;
  }
}
