import { z } from "zod";

const place = z.object({ line: z.number(), column: z.number().nullable() });
const span = z.object({ start: place.partial(), end: place.partial() });

const fileSchema = z.object({
  path: z.string(),
  statementMap: z.record(z.string(), z.object({ start: place, end: place })),
  s: z.record(z.string(), z.number()),
  branchMap: z.record(z.string(), z.object({ loc: span, locations: z.array(span) })),
  b: z.record(z.string(), z.array(z.number())),
});

/** What vitest's JSON reporter writes, in Istanbul's form; as much of it as is used here. */
export const reportSchema = z.record(z.string(), fileSchema);

export type FileReport = z.infer<typeof fileSchema>;

/** Which lines and branches of one file ran. */
export interface FileCoverage {
  /** From the checkout's root. */
  readonly path: string;
  /** Whether it ran, of each line where a statement begins. */
  readonly lines: ReadonlyMap<number, boolean>;
  /** The line of each way that a branch may go, and whether it was gone. */
  readonly branches: readonly { readonly line: number; readonly isCovered: boolean }[];
}

/** How often what stands at this line and column ran somewhere else, both counted from where editors count. */
export type CountElsewhere = (path: string, line: number, column: number) => number;

/** One file of the report, and what processes beside the tests' own ran of it. `path` is from the checkout's root. */
export function readFileCoverage(
  file: FileReport,
  path: string,
  countElsewhere: CountElsewhere,
): FileCoverage {
  const lines = new Map<number, boolean>();
  for (const [id, { start }] of Object.entries(file.statementMap)) {
    const ran = (file.s[id] ?? 0) > 0 || countElsewhere(path, start.line, start.column ?? 0) > 0;
    lines.set(start.line, (lines.get(start.line) ?? false) || ran);
  }
  const branches = Object.entries(file.branchMap).flatMap(([id, { loc, locations }]) =>
    locations.map(({ start }, way) => {
      // A way without a place of its own, an else that is not written, stands where its branch does.
      const { line = loc.start.line ?? 0, column } = start;
      const isPlaced = start.line !== undefined;
      const ran =
        (file.b[id]?.[way] ?? 0) > 0 || (isPlaced && countElsewhere(path, line, column ?? 0) > 0);
      return { line, isCovered: ran };
    }),
  );
  return { path, lines, branches };
}
