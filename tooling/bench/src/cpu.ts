import { readdirSync } from "node:fs";
import { listProcesses, readOrEmpty, readStat } from "./process-stat.ts";
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
  return exact > 0 ? exact : (readStat(pid)?.ownNs ?? 0);
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
