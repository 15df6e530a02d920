import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CatalogDeps,
  listCatalog,
  listEntriesInput,
  openCatalogReader,
  putSource,
} from "@homeport/catalog";
import { openMirror, versionsOf } from "@homeport/catalog/testing";
import { migrate, openDb } from "@homeport/db";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { judgedQueries } from "../catalog/judged-queries.ts";
import { ndcgAt10 } from "../catalog/ndcg.ts";
import { answerAsks } from "./answer-asks.ts";

/** One web replica over the starting catalog, and how well it orders what it finds in it. */
const [serverUrl = "", secret = ""] = process.argv.slice(2);
const starter = fileURLToPath(
  new URL("../../../../packages/catalog/fixtures/starter", import.meta.url),
);

const metrics = createMetrics({ app: "bench", version: "0.0.0" });
const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
const url = new URL(serverUrl);
url.pathname = "/catalog_starter";
{
  await using server = openDb({ url: serverUrl, app: "bench", ...shared });
  await server.sql.query("CREATE DATABASE catalog_starter");
}
await migrate({ url: url.href, log: silentLog });
const db = openDb({ url: url.href, app: "bench", ...shared });
await putSource(db.orm, "the starting catalog", "main");
await openMirror(db).accept(versionsOf(readStarter()));
const reader = openCatalogReader({
  ...{ ...shared, db, replicaId: "bench", appVersion: "0.0.0" },
  feed: { subscribe: () => () => undefined },
  events: { applied: () => undefined, refused: () => undefined },
});
await reader.lookNow();
const cursors = createCursorCodec(deriveKeys(secret));
const deps: CatalogDeps = { db, reader, cursors, clock: systemClock };

function readStarter(): Map<string, Buffer> {
  const files = readdirSync(starter, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [relative(starter, path).replaceAll(sep, "/"), readFileSync(path)];
      }),
  );
}

/** The mean over all queries, of what was found in the order that `arrange` gives it. */
async function meanOf(arrange: (slugs: string[]) => string[]): Promise<{ ndcg: number }> {
  let sum = 0;
  for (const { q, wanted } of judgedQueries) {
    const { entries } = await listCatalog(deps, listEntriesInput.parse({ q, limit: 100 }));
    sum += ndcgAt10(arrange(entries.map(({ slug }) => slug)), wanted);
  }
  return { ndcg: sum / judgedQueries.length };
}

answerAsks({
  ranked: () => meanOf((slugs) => slugs),
  alphabetical: () => meanOf((slugs) => slugs.toSorted()),
});
