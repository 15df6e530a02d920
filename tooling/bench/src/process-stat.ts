import { readdirSync, readFileSync } from "node:fs";

/** What the kernel tells of one process. CPU is user and system together. */
export interface ProcessStat {
  readonly parent: number;
  /** Together with the pid it means this process alone: pids are used again. */
  readonly startedAt: string;
  /** Of all its threads, those that have ended included; counted in ticks of 10 ms. */
  readonly ownNs: number;
  /** Of those that it started, which have ended and were waited for; and of those that they had waited for. */
  readonly waitedNs: number;
}

const tickNs = 10_000_000;

/** See proc_pid_stat(5); null for a process that is gone. */
export function readStat(pid: number): ProcessStat | null {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  if (text === "") return null;
  // What follows the name of the program, which may hold spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = (at: number) => Number(fields[at] ?? 0) * tickNs;
  return {
    parent: Number(fields[1] ?? 0),
    startedAt: fields[19] ?? "",
    ownNs: ticks(11) + ticks(12),
    waitedNs: ticks(13) + ticks(14),
  };
}

/** The process and those below it: nginx has workers, sshd one process a connection. */
export function listProcesses(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = readStat(Number(name))?.parent ?? 0;
    if (parent !== 0) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** A thread or a process may end between the listing and the read. */
export function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
