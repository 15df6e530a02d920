import type { Reader } from "@homeport/db";
import { defineTask, defineWake } from "@homeport/jobs";
import { z } from "zod";
import { isSyncDue } from "./store.ts";

/** Of the one catalog. */
const catalogKey = "main";

/** Somebody wants to know what is new in the catalog's repository. */
export const syncCatalogWake = defineWake<Reader>({
  name: "catalog.sync",
  queue: "catalog",
  concurrency: 1,
  maxRunMs: 900_000,
  due: async (reader) => ((await isSyncDue(reader)) ? [{ key: catalogKey }] : []),
});

/** Wants a look, so that what no webhook has told of is found, too. */
export function pollCatalogTask(everyMs: number) {
  return defineTask({
    name: "catalog.poll",
    queue: "upkeep",
    payload: z.object({}),
    schedule: { everyMs },
  });
}
