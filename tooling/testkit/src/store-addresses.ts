import { inject } from "vitest";

/** Where the run's shared stores answer, and the folder that goes with the run. */
export type StoreAddresses = { postgresUrl: string; redisUrl: string; folder: string };

declare module "vitest" {
  interface ProvidedContext {
    homeportStores: StoreAddresses;
  }
}

/** The shared stores. Throws in a unit test: those run without any. */
export function storeAddresses(): StoreAddresses {
  const addresses = inject("homeportStores");
  if (addresses) return addresses;
  throw new Error(
    "No stores here: a test that needs one is named *.integration.test.ts or *.race.test.ts.",
  );
}
