import { readdirSync, readFileSync } from "node:fs";
import type { Program } from "./program.ts";

/** CPU that was spent while something ran, in ns, by the roles of the programs. */
export interface SpentCpu {
  readonly totalNs: number;
  readonly byRole: Readonly<Record<string, number>>;
}

/** Runs something and counts what the programs spend meanwhile. */
export async function countCpu<T>(
  programs: readonly Program[],
  run: () => Promise<T>,
): Promise<{ result: T; spent: SpentCpu }> {
  const before = programs.map(({ pid }) => readCpuNs(pid));
  const result = await run();
  const byRole: Record<string, number> = {};
  let totalNs = 0;
  for (const [index, { role, pid }] of programs.entries()) {
    const ns = readCpuNs(pid) - (before[index] ?? 0);
    byRole[role] = (byRole[role] ?? 0) + ns;
    totalNs += ns;
  }
  return { result, spent: { totalNs, byRole } };
}

/** CPU time of a process and of all that it started, in ns. */
export function readCpuNs(pid: number): number {
  return listProcesses(pid).reduce((sum, each) => sum + readOwnNs(each), 0);
}

/**
 * `schedstat` counts in ns for each thread; where the kernel does not keep it, `stat` counts in ticks
 * of 10 ms for the whole process.
 */
function readOwnNs(pid: number): number {
  const exact = sumSchedstat(pid);
  return exact > 0 ? exact : readTicks(pid) * 10_000_000;
}

/** The process and those below it: nginx has workers, sshd one process a connection. */
function listProcesses(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const parent = Number(statFields(Number(name))[1] ?? 0);
    if (parent === 0) continue;
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function sumSchedstat(pid: number): number {
  const folder = `/proc/${pid}/task`;
  let total = 0;
  for (const task of readdirSync(folder)) {
    const text = readOrEmpty(`${folder}/${task}/schedstat`);
    total += Number(text.split(" ")[0] ?? 0);
  }
  return total;
}

function readTicks(pid: number): number {
  const fields = statFields(pid);
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** What follows the name of the program, which may hold spaces, in `stat`. */
function statFields(pid: number): string[] {
  const text = Number.isInteger(pid) ? readOrEmpty(`/proc/${pid}/stat`) : "";
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** A thread or a process may end between the listing and the read. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
