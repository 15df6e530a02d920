import { createVirtualClock, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { freshDatabase, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { recordingLog } from "../test/fixture.ts";
import { awaitPostgres } from "./await-postgres.ts";

test("a Postgres that answers is waited for no longer", async () => {
  await using database = await freshDatabase();
  await awaitPostgres({
    url: database.url,
    clock: systemClock,
    log: silentLog,
    random: systemRandom,
    deadlineMs: 0,
  });
});

test("a Postgres that does not answer is tried for a minute, then the process may be restarted", async () => {
  const clock = createVirtualClock();
  const log = recordingLog();
  let outcome: unknown;
  const random = { bytes: systemRandom.bytes, number: () => 1 };
  void awaitPostgres({ url: "postgres://x@127.0.0.1:1/x", clock, log, random }).catch(
    (error: unknown) => {
      outcome = error;
    },
  );
  await waitFor(
    async () => {
      await clock.advance(clock.pending() > 0 ? 100 : 0);
      return outcome;
    },
    { deadlineMs: 20_000, everyMs: 1 },
  );
  expect(outcome).toMatchObject({ code: "STORE_UNREACHABLE" });
  const waits = log.records.map((record) => record.fields["waitMs"]);
  expect(waits.slice(0, 6)).toEqual([200, 400, 800, 1600, 3200, 5000]);
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(60_000);
});
