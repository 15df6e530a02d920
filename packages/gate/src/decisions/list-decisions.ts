import { z } from "zod";
import { findGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { type GateCode, gateCodes } from "../decide/codes.ts";
import { GateError } from "../errors.ts";
import { type DecisionStep, readSteps } from "./store.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What can be shown, each in steps that suit a chart. */
const ranges = {
  "1h": { steps: 60, stepMs: minute },
  "24h": { steps: 96, stepMs: 15 * minute },
  "7d": { steps: 168, stepMs: hour },
  "30d": { steps: 120, stepMs: 6 * hour },
} as const;

export const listDecisionsInput = z.object({
  appId: z.string(),
  range: z.enum(["1h", "24h", "7d", "30d"]).default("24h"),
});

/** How often one code was decided. Codes that share a number count under the first of them. */
export interface DecisionSum {
  readonly code: GateCode;
  readonly pass: boolean;
  readonly count: number;
}

export interface DecisionPoint {
  /** The step's begin. */
  readonly at: Date;
  readonly counts: readonly DecisionSum[];
}

export interface DecisionList {
  readonly from: Date;
  readonly to: Date;
  readonly stepMs: number;
  /** Every step of the range, oldest first, those without a visit too. */
  readonly points: readonly DecisionPoint[];
  /** The most frequent first. */
  readonly total: readonly DecisionSum[];
}

/** What the gate decided for an app over a range of time. Counts are kept for 30 days. Throws APP_NOT_FOUND. */
export async function listDecisions(
  ctx: GateContext,
  input: z.input<typeof listDecisionsInput>,
): Promise<DecisionList> {
  const organizationId = authorize(ctx, "gate.read");
  const { appId, range } = listDecisionsInput.parse(input);
  if ((await findGate(ctx.db.orm, organizationId, appId)) === null) {
    throw new GateError("APP_NOT_FOUND");
  }
  const { steps, stepMs } = ranges[range];
  const { toMs, rows } = await readSteps(ctx.db.orm, appId, { steps, stepMs });
  const fromMs = toMs - steps * stepMs;
  const byStep = Map.groupBy(rows, (row) => row.atMs);
  return {
    from: new Date(fromMs),
    to: new Date(toMs),
    stepMs,
    points: Array.from({ length: steps }, (_, at) => {
      const atMs = fromMs + at * stepMs;
      return { at: new Date(atMs), counts: sumsOf(byStep.get(atMs) ?? []) };
    }),
    total: sumsOf(rows).sort((a, b) => b.count - a.count),
  };
}

const codeByNumber: ReadonlyMap<number, GateCode> = new Map(
  // Backwards, so that of two codes with one number the first stays.
  Object.entries(gateCodes)
    .reverse()
    .map(([code, { number }]) => [number, code as GateCode]),
);

/** A number that this version does not know was written by a newer relay, and is left out. */
function sumsOf(rows: readonly DecisionStep[]): DecisionSum[] {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.code, (counts.get(row.code) ?? 0) + row.count);
  return [...counts].flatMap(([number, count]) => {
    const code = codeByNumber.get(number);
    return code === undefined ? [] : [{ code, pass: number < firstRefusal, count }];
  });
}

/** Lower numbers admit. */
const firstRefusal = 200;
