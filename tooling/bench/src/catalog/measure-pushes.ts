import { Redis } from "ioredis";
import type { LiveCatalog } from "./live-catalog.ts";
import { spreadOf } from "./spread.ts";

const pushes = 200;
const warmUps = 5;

/** From the webhook until every replica serves the commit; and the least that this takes: to fetch it, to write a row, to tell. */
export async function measurePushes(live: LiveCatalog) {
  const { changeOne, reload, git, db, repository } = live;
  const redis = new Redis(live.redis.url);
  await db.sql.query("CREATE TABLE bench_fetched (commit_id text NOT NULL)");

  async function fetch(commit: string) {
    const beganMs = performance.now();
    await git(
      ...["fetch", "--quiet", "--no-tags", "--no-auto-gc", "--no-write-fetch-head"],
      ...[repository.remote, "+refs/heads/main:refs/bench/main"],
    );
    await db.sql.query("INSERT INTO bench_fetched (commit_id) VALUES ($1)", [commit]);
    await redis.publish("bench", commit);
    return { tookMs: performance.now() - beganMs };
  }

  const [served, fetched]: [number[], number[]] = [[], []];
  for (let at = 0; at < warmUps + pushes; at += 1) {
    const commit = await changeOne();
    // Whoever comes second finds the commit in the machine's caches, so they take turns.
    const first = at % 2 === 0 ? await fetch(commit) : null;
    const { tookMs } = await reload(commit);
    const second = first ?? (await fetch(commit));
    if (at < warmUps) continue;
    served.push(tookMs);
    fetched.push(second.tookMs);
  }
  redis.disconnect();
  return { push: spreadOf(served), fetch: spreadOf(fetched) };
}
