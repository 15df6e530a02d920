import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one under the same number. */
export type ProcessIdentity = { pid: number; startedAt: string };

/**
 * When the process with this number began, as an opaque text, or null when there is none.
 * The system gives a number away again, so only number and start together name a process. On
 * Linux the start is counted in ticks since boot, hence the boot's own id in front.
 */
export function processStartedAt(pid: number): string | null {
  if (process.platform === "linux") return linuxStartedAt(pid);
  try {
    return (
      execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null
    );
  } catch {
    return null;
  }
}

function linuxStartedAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name may hold spaces and brackets: fields are counted after its last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return null;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}

/** Whether exactly this process still lives: same number, same start. A zombie does not count. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  return processStartedAt(identity.pid) === identity.startedAt;
}

/** Sends a signal to exactly this process; false when it is gone or its number belongs to a stranger. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals | 0): boolean {
  if (!isSameProcess(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch {
    return false;
  }
}
