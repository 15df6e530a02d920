import type { Program } from "./program.ts";
import type { Stage } from "./stage.ts";

/** One way from a visitor to the target. */
export interface Contender {
  readonly name: string;
  /** Brings it up before the first round; it stays up, idle, until the stage ends it. */
  start(targetPort: number, stage: Stage): Promise<Running>;
}

export interface Running {
  readonly port: number;
  /** The Host that reaches the target through it. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whose CPU counts: everything between the load and the target. */
  readonly programs: readonly Program[];
}
