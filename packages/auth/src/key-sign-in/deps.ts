import type { Db } from "@homeport/db";
import type { Random } from "@homeport/platform";

/** What signing in by key stands on. */
export interface KeySignInDeps {
  readonly db: Db;
  readonly random: Random;
  /** Public address of the console, which every message names. */
  readonly webUrl: URL;
}

export const operatorRealm = "operator";
export const signerRealm = "signer";
