import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { CountElsewhere } from "./report.ts";

const rangeSchema = z.object({
  startOffset: z.number(),
  endOffset: z.number(),
  count: z.number(),
});
const scriptSchema = z.object({
  url: z.string(),
  functions: z.array(z.object({ ranges: z.array(rangeSchema) })),
});
const coverageSchema = z.object({ result: z.array(scriptSchema) });

type Range = z.infer<typeof rangeSchema>;

/**
 * Reads what processes that tests started have left in a folder (`NODE_V8_COVERAGE`). They run the very sources: Node puts
 * blanks where types stood, so V8's offsets are those of the file.
 */
export function readChildCoverage(folder: string, checkout: string): CountElsewhere {
  const runs = new Map<string, Range[][]>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    for (const { url, functions } of parse(join(folder, name))) {
      if (!url.startsWith("file:") || !url.endsWith(".ts")) continue;
      const path = relative(checkout, fileURLToPath(url));
      const ranges = functions.flatMap((each) => each.ranges);
      runs.set(path, [...(runs.get(path) ?? []), ranges]);
    }
  }
  const starts = new Map<string, readonly number[]>();
  return function countElsewhere(path, line, column) {
    const own = runs.get(path);
    if (own === undefined) return 0;
    const known = starts.get(path) ?? lineStarts(readFileSync(join(checkout, path), "utf8"));
    starts.set(path, known);
    const offset = (known[line - 1] ?? 0) + column;
    return own.reduce((sum, ranges) => sum + countAt(ranges, offset), 0);
  };
}

/** A process that was killed while it wrote leaves half a file, which tells nothing. */
function parse(file: string): z.infer<typeof coverageSchema>["result"] {
  try {
    return coverageSchema.parse(JSON.parse(readFileSync(file, "utf8"))).result;
  } catch {
    return [];
  }
}

/** Of the ranges around an offset the smallest counts. */
function countAt(ranges: readonly Range[], offset: number): number {
  let smallest: Range | null = null;
  for (const range of ranges) {
    if (range.startOffset > offset || range.endOffset <= offset) continue;
    if (smallest === null || sizeOf(range) <= sizeOf(smallest)) smallest = range;
  }
  return smallest?.count ?? 0;
}

function sizeOf({ startOffset, endOffset }: Range): number {
  return endOffset - startOffset;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
