import { type Contender, isSkipped, type Running, type Skipped } from "./contender.ts";
import type { LoadTool } from "./load/load.ts";

/** What was read in one measurement, by the names of `report/figures.ts`. */
export type Figures = Readonly<Record<string, number>>;

/** What a case measures with. */
export interface Tools {
  readonly load: LoadTool;
  /** How long a load lasts that has no end of its own. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface CasePlan<R extends Running> {
  readonly name: string;
  readonly title: string;
  /** Measured once instead of in every round: it cannot be undone, or each time takes long. */
  readonly once?: true;
  readonly contenders: readonly Contender<R>[];
  /** Throws when any answer was wrong. */
  measure(running: R, tools: Tools): Promise<Figures>;
}

/** What is asked of some contenders, each of which is measured in turn. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly once: boolean;
  readonly entrants: readonly Entrant[];
}

export interface Entrant {
  readonly contender: string;
  start(): Promise<((tools: Tools) => Promise<Figures>) | Skipped>;
}

export function benchCase<R extends Running>(plan: CasePlan<R>): BenchCase {
  return {
    name: plan.name,
    title: plan.title,
    once: plan.once ?? false,
    entrants: plan.contenders.map((contender) => ({
      contender: contender.name,
      async start() {
        const running = await contender.start();
        return isSkipped(running) ? running : (tools) => plan.measure(running, tools);
      },
    })),
  };
}
