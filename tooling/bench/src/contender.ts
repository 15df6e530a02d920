import type { Program } from "./program.ts";

/** One way from a visitor to the target, or to whatever a case looks at instead. */
export interface Contender<R extends Running = Running> {
  readonly name: string;
  /** Brings it up at the first call; it stays up, idle, until the run ends it. */
  start(): Promise<R | Skipped>;
}

export interface Running {
  readonly port: number;
  /** The Host that reaches the target through it. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The certificate that visitors have to trust; absent where they speak plain HTTP. */
  readonly ca?: Buffer;
  /** Whose CPU counts: everything between the load and the target. */
  readonly programs: readonly Program[];
}

/** Why a contender is not in this run; shown, and no failure. */
export interface Skipped {
  readonly skipped: string;
}

export function isSkipped(outcome: object): outcome is Skipped {
  return "skipped" in outcome;
}

/** Makes a contender that comes up once, however many cases ask for it. */
export function contender<R extends Running>(
  name: string,
  start: () => Promise<R | Skipped>,
): Contender<R> {
  let started: Promise<R | Skipped> | undefined;
  return {
    name,
    start() {
      started ??= start();
      return started;
    },
  };
}
