import { silentLog, systemClock } from "@homeport/platform";
import type { FactoryParts } from "../src/better-auth/options.ts";
import { createRequestScopes } from "../src/better-auth/request-scope.ts";
import { createHashQueue } from "../src/sign-in/hash-queue.ts";
import { testKeys, webUrl } from "./fixture.ts";

/** The parts from which better-auth's options are made, without any store behind them. */
export function startPureParts(): FactoryParts {
  const options = { keys: testKeys, clock: systemClock, log: silentLog, webUrl, db: { orm: {} } };
  return {
    // Only what the options read is given: nothing is asked of the database while they are made.
    options: options as unknown as FactoryParts["options"],
    scopes: createRequestScopes(),
    revocations: { versionOf: () => "1", [Symbol.dispose]: () => undefined },
    hashes: createHashQueue(1),
    factors: {} as FactoryParts["factors"],
  };
}
