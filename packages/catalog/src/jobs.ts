import type { Reader } from "@homeport/db";
import { defineTask, defineWake } from "@homeport/jobs";
import { z } from "zod";
import { isWriteDue } from "./operations/store.ts";
import { isSyncDue } from "./store.ts";

/** Of the one catalog. */
const catalogKey = "main";

/** Somebody wants to know what is new in the catalog's repository, or to change it. */
export const syncCatalogWake = defineWake<Reader>({
  name: "catalog.sync",
  queue: "catalog",
  concurrency: 1,
  maxRunMs: 900_000,
  due: async (reader) =>
    (await isSyncDue(reader)) || (await isWriteDue(reader)) ? [{ key: catalogKey }] : [],
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

/** Takes redirects that have ended out of the repository. */
export const sweepRedirectsTask = defineTask({
  name: "catalog.sweepRedirects",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

/** Takes away what is kept of the catalog and nobody can ask for any more. */
export const pruneCatalogTask = defineTask({
  name: "catalog.prune",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 86_400_000 },
});
