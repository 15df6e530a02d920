import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figures } from "./bench-case.ts";
import type { Program } from "./program.ts";

/** Memory of each program that is resident, in bytes, in the order of the programs. */
export type Resident = readonly number[];

export const mib = 2 ** 20;
const lookEveryMs = 20;

export function readResident(programs: readonly Program[]): Resident {
  return programs.map(({ pid }) => readRssBytes(pid));
}

/** Runs something and answers the most that each program held meanwhile. */
export async function watchPeak(
  programs: readonly Program[],
  run: () => Promise<unknown>,
): Promise<Resident> {
  const peaks = [...readResident(programs)];
  const look = () => {
    for (const [index, now] of readResident(programs).entries()) {
      peaks[index] = Math.max(peaks[index] ?? 0, now);
    }
  };
  const timer = setInterval(look, lookEveryMs);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  look();
  return peaks;
}

/** Waits some time and answers the least that each program held in it: what a collection leaves. */
export async function watchLeast(
  programs: readonly Program[],
  forMs: number,
  signal: AbortSignal,
): Promise<Resident> {
  const least = [...readResident(programs)];
  const lastMs = performance.now() + forMs;
  while (performance.now() < lastMs) {
    await sleep(lookEveryMs, undefined, { signal });
    for (const [index, now] of readResident(programs).entries()) {
      least[index] = Math.min(least[index] ?? now, now);
    }
  }
  return least;
}

/** The largest growth of any program, and under their roles that of each. */
export function growthFigures(
  name: string,
  programs: readonly Program[],
  from: Resident,
  to: Resident,
): Figures {
  const growths = to.map((bytes, index) => bytes - (from[index] ?? 0));
  const byRole = growths.map((bytes, index) => [`${name}:${programs[index]?.role}`, bytes]);
  return { [name]: Math.max(...growths), ...Object.fromEntries(byRole) };
}

function readRssBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1_024;
}
