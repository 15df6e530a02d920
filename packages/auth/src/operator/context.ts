import type { Db } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";
import { AuthError } from "../errors.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import type { OperatorWord } from "./operator-words.ts";
import type { OperatorRule } from "./read-operator.ts";

/** What the verbs about operators are handed. That the caller holds `fleet.operate` is decided by who calls them. */
export interface OperatorsContext extends RequestContext {
  readonly db: Db;
  /** Null for the command line: whoever holds the database always has a way in. */
  readonly operators: OperatorRule | null;
  /** What the caller holds: nobody hands on more, or takes from somebody who holds more. */
  readonly words: ReadonlySet<OperatorWord>;
}

/** Throws STEP_UP_REQUIRED for a person who has not shown a factor for a while. A key shows itself when it signs in. */
export async function authorizeOperators(ctx: OperatorsContext): Promise<void> {
  if (ctx.actor.kind === "user") await requireRecent(ctx);
}

/** Throws NOT_PERMITTED for words that the caller does not hold. */
export function refuseMoreThanOwn(
  { words }: Pick<OperatorsContext, "words">,
  wanted: readonly OperatorWord[],
): void {
  if (wanted.every((word) => words.has(word))) return;
  throw new AuthError("NOT_PERMITTED", {
    publicMessage: "Only an operator who may do all of this can give it or take it.",
  });
}
