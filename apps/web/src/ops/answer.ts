import type { FleetContext } from "@homeport/api";
import type { Clock, EnvSource, Keys, Log, Metrics, Random } from "@homeport/platform";
import type { OpsPlace } from "./place.ts";

/** What one command answers: rows of a list, or one sentence about what was done. */
export type Answer = (
  | {
      readonly rows: readonly Readonly<Record<string, unknown>>[];
      readonly columns: readonly string[];
    }
  | { readonly done: string }
) & {
  /** Something is not finished yet: exit code 3. */
  readonly isPending?: boolean;
};

/** What commands are handed: the stores, and the parts of a process that has no other. */
export interface OpsContext extends FleetContext {
  readonly place: OpsPlace;
  /** The environment in which the command was typed. */
  readonly source: EnvSource;
  /** Says something at once, for commands that go on until `signal`. */
  print(row: Readonly<Record<string, unknown>>): void;
  readonly signal: AbortSignal;
  /** Null where no secret was found. */
  readonly keys: Keys | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
}

export type Command = (ctx: OpsContext) => Promise<Answer>;
