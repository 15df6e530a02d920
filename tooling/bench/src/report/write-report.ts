import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import type { Judged, Unjudged } from "./judge.ts";
import type { Outcomes } from "./summary.ts";

export interface ReportParts {
  readonly plan: string;
  readonly load: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly outcomes: Outcomes;
  readonly judged: readonly (Judged | Unjudged)[];
}

/** Writes everything that was measured, every sample included, and answers the file. */
export async function writeReport(folder: string, parts: ReportParts): Promise<string> {
  const measuredAt = new Date().toISOString();
  const { judged, outcomes, ...how } = parts;
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: cpus().length,
    loadAverages: loadavg(),
  };
  const goals = judged.map(({ goal, ...verdict }) => ({ ...goal, ...verdict }));
  const report = { measuredAt, ...how, machine, goals, cases: outcomes };
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${parts.plan}-${measuredAt.replaceAll(":", "-")}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}
