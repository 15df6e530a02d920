import { readdirSync, readFileSync } from "node:fs";

/**
 * CPU time of a process in ns. `schedstat` counts in ns for each thread; where the kernel does not
 * keep it, `stat` counts in ticks of 10 ms for the whole process.
 */
export function readCpuNs(pid: number): number {
  const exact = sumSchedstat(pid);
  return exact > 0 ? exact : readTicks(pid) * 10_000_000;
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
  const text = readOrEmpty(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** A thread may end between the listing and the read. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
