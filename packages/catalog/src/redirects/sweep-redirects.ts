import { type Redirect, recordPath, redirectExpiresAtMs } from "@homeport/catalog-format";
import type { Db } from "@homeport/db";
import { type Clock, newId } from "@homeport/platform";
import type { CatalogEvents } from "../events.ts";
import { lockSource } from "../operate/store.ts";
import { ownActor } from "../operations/author.ts";
import { hasOpen, insertOperation } from "../operations/store.ts";
import { readSource } from "../store.ts";
import { type CurrentRedirect, readRedirects } from "./store.ts";

/** As many as one change may have files. */
const mostAtOnce = 2_000;

/**
 * Has all redirects that have ended taken away in one commit; none where there is nothing, or where the last such change is still on its
 * way. One that another, living one leads through stays as long as that.
 */
export async function sweepRedirects(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly events: Pick<CatalogEvents, "swept">;
}): Promise<{ readonly redirects: number }> {
  const { db, clock, events } = deps;
  const source = await readSource(db.orm);
  const baseGeneration = source?.mode === "following" ? source.acceptedGeneration : null;
  if (baseGeneration === null || (await hasOpen(db.orm, "sweep"))) return { redirects: 0 };
  const ended = findEnded(await readRedirects(db.orm), clock.nowMs()).slice(0, mostAtOnce);
  if (ended.length === 0) return { redirects: 0 };
  const files = ended.map(({ slug, oid }) => ({
    ...{ path: recordPath("redirect", slug), expectedOid: oid },
    ...{ content: null, encoding: "utf8" as const },
  }));
  const isAsked = await db.system("catalog.sweepRedirects", async (tx) => {
    await lockSource(tx);
    // Another worker, whose lease has run out, may have asked for the same since.
    if (await hasOpen(tx, "sweep")) return false;
    await insertOperation(tx, {
      ...{ id: newId(), requestId: newId(), actorId: ownActor, action: "sweep", slug: "redirects" },
      ...{ entryId: null, reason: null, baseGeneration, files },
    });
    return true;
  });
  if (!isAsked) return { redirects: 0 };
  events.swept({ redirects: ended.length });
  return { redirects: ended.length };
}

function findEnded(redirects: readonly CurrentRedirect[], nowMs: number): CurrentRedirect[] {
  const isEnded = ({ redirect }: { redirect: Redirect }) => redirectExpiresAtMs(redirect) <= nowMs;
  const bySlug = new Map(redirects.map((one) => [one.slug, one]));
  const needed = new Set<string>();
  for (const living of redirects.filter((one) => !isEnded(one))) {
    let through = bySlug.get(living.redirect.to);
    while (through !== undefined && !needed.has(through.slug)) {
      needed.add(through.slug);
      through = bySlug.get(through.redirect.to);
    }
  }
  return redirects.filter((one) => isEnded(one) && !needed.has(one.slug));
}
