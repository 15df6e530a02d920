import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeMarkdown } from "./markdown.ts";
import type { Report } from "./report.ts";

/** Writes the report for programs and for people; answers both files. */
export function writeReport(report: Report, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const name = `fleet-${report.scenario}-${report.startedAt.replaceAll(":", "-")}`;
  const [json, markdown] = [join(folder, `${name}.json`), join(folder, `${name}.md`)];
  writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(markdown, writeMarkdown(report));
  return [json, markdown];
}
