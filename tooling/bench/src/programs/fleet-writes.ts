import { withLease } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { answerAsks } from "./answer-asks.ts";
import { openReplica } from "./fleet-stores.ts";

/** The same small writes under a lease that each proves, under one that each locks, and under none. */
const [databaseUrl = "", redisUrl = ""] = process.argv.slice(2);
const { db, sql, deps } = await openReplica(databaseUrl, redisUrl, "writes");

const atOnce = 16;
const lease = { name: "bench-writes" };

await db.sql.query(
  "CREATE TABLE IF NOT EXISTS bench_writes (place int PRIMARY KEY, n bigint NOT NULL)",
);
await db.sql.query(
  "INSERT INTO bench_writes SELECT place, 0 FROM generate_series(1, $1::int) place ON CONFLICT DO NOTHING",
  [atOnce],
);

async function writeAt(tx: Tx, place: number): Promise<void> {
  await db.within(tx).query("UPDATE bench_writes SET n = n + 1 WHERE place = $1::int", [place]);
}

/** Sixteen at a time, each on a row of its own, so that only the lease is shared. */
async function writeFor(seconds: number, write: (place: number) => Promise<void>) {
  const startedMs = performance.now();
  const untilMs = startedMs + seconds * 1_000;
  let writes = 0;
  const writers = Array.from({ length: atOnce }, async (_, place) => {
    while (performance.now() < untilMs) {
      await write(place + 1);
      writes += 1;
    }
  });
  await Promise.all(writers);
  return { writesPerSecond: (writes * 1_000) / (performance.now() - startedMs) };
}

const lockLease =
  "SELECT 1 FROM leases WHERE name = $1 AND clock_timestamp() < lease_until FOR UPDATE";

async function underLease(
  run: (
    write: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>,
  ) => Promise<{ writesPerSecond: number }>,
) {
  const held = await withLease(deps, lease, ({ write }) => run(write));
  if (!held.held) throw new Error("somebody else has the lease");
  return held.value;
}

answerAsks({
  fenced: (seconds) =>
    underLease((write) =>
      writeFor(seconds, async (place) => {
        await write((tx) => writeAt(tx, place));
      }),
    ),
  locked: (seconds) =>
    underLease(() =>
      writeFor(seconds, async (place) => {
        await db.system("bench", async (tx) => {
          await sql.within(tx).query(lockLease, [lease.name]);
          await writeAt(tx, place);
        });
      }),
    ),
  bare: (seconds) =>
    writeFor(seconds, async (place) => {
      await db.system("bench", (tx) => writeAt(tx, place));
    }),
});
