import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Running } from "../contender.ts";
import { readCpuNs } from "../cpu.ts";
import { readStat } from "../process-stat.ts";

/** One output of one photo. */
export interface MadeFile {
  readonly path: string;
  readonly format: "webp" | "avif";
  /** The long edge that was asked for. */
  readonly edge: number;
}

/** One way from a photo to its renditions. */
export interface PhotoMaker extends Running {
  /** Writes all outputs of these photos into a folder; answers those of the last. */
  make(photos: readonly string[], folder: string): Promise<readonly MadeFile[]>;
}

/** What a maker is that is made of no process that lasts. */
export const nowhere = { port: 0, host: "", headers: {}, programs: [] } as const;

/** Runs a program to its end. Throws when that is not 0. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  look?: (pid: number) => void,
): Promise<void> {
  const child = spawn(command, [...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const watch = look && setInterval(() => look(child.pid ?? 0), 5);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once("exit", resolve);
      child.once("error", reject);
    });
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${said.slice(0, 500)}`);
  } finally {
    clearInterval(watch);
  }
}

/** CPU that some processes, and those that ended and were waited for here, have spent, in ns. */
export function readSpentNs({ programs }: Pick<Running, "programs">): number {
  const waitedNs = readStat(process.pid)?.waitedNs ?? 0;
  return programs.reduce((sum, { pid }) => sum + readCpuNs(pid), waitedNs);
}

/** The most memory that a process has held so far; 0 when it is gone. */
export function readPeakBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
