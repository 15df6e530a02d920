import { hostname } from "node:os";
import { type CatalogDeps, openCatalogReader, syncCatalogWake } from "@homeport/catalog";
import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import { openQueues } from "@homeport/jobs";
import {
  createCursorCodec,
  type Keys,
  type ProcessContext,
  type Runtime,
  systemRandom,
} from "@homeport/platform";
import { createCatalogReaderEvents, createSearchEvents } from "./catalog/events.ts";
import type { WebConfig } from "./env.ts";

/** What web serves of the catalog, and the wake of a worker that looks at its repository. */
export function openCatalog(
  parent: ProcessContext<WebConfig>,
  runtime: Runtime,
  { db, feed, keys, buildId }: { db: Db; feed: Feed; keys: Keys; buildId: string },
): { catalog: CatalogDeps; wakeCatalog: () => Promise<void>; catalogWrites: boolean } {
  const { config, clock, log, metrics, lifecycle, replicaId, version } = parent;
  const random = systemRandom;
  const queues =
    runtime.redis.kind === "memory"
      ? null
      : lifecycle.use(openQueues({ url: runtime.redis.url, clock, log, metrics, random }));
  const reader = lifecycle.use(
    openCatalogReader({
      ...{ db, feed, clock, random, log, replicaId },
      appVersion: version,
      cache: { folder: config.catalogCache, name: cacheName(config), buildId },
      events: createCatalogReaderEvents({ log, metrics }),
    }),
  );
  return {
    catalog: {
      ...{ db, reader, clock, cursors: createCursorCodec(keys) },
      forgeUrl: config.catalogForgeUrl,
      searched: createSearchEvents(metrics),
    },
    catalogWrites: config.catalogWrites,
    wakeCatalog: async () => void (await queues?.wake(syncCatalogWake, ["main"])),
  };
}

/** A replica that nobody has named has another name with each start; its machine and port it keeps. */
function cacheName({ replicaId, webAddress }: WebConfig): string {
  return replicaId ?? `${hostname()}-${webAddress.port}`;
}
