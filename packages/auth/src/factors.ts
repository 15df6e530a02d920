import type { Keys, Random } from "@homeport/platform";
import type { SessionContext } from "./context.ts";
import type { AuthEvents } from "./events.ts";
import type { HashQueue } from "./sign-in/hash-queue.ts";
import type { Tries } from "./sign-in/tries.ts";

/** What showing and changing one's ways of signing in stands on; one a process, made by `createAuth`. */
export interface Factors {
  readonly keys: Keys;
  readonly random: Random;
  readonly hashes: HashQueue;
  readonly tries: Tries;
  readonly events: AuthEvents;
  /** Public address of the console. */
  readonly webUrl: URL;
  /** Chain ids that wallets may sign for. */
  readonly chains: readonly number[];
}

export interface FactorContext extends SessionContext {
  readonly factors: Factors;
}
