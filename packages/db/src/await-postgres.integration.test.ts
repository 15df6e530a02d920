import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
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

/** A server that refuses whoever comes, as Postgres says it. */
async function refusingServer(state: string) {
  const fields = ["SFATAL", "VFATAL", `C${state}`, "Mno", ""].map((field) => `${field}\0`).join("");
  const answer = Buffer.from(`E\0\0\0\0${fields}`);
  answer.writeUInt32BE(answer.length - 1, 1);
  let asked = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      asked += 1;
      socket.end(answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://someone:wrong@127.0.0.1:${port}/x`,
    asked: () => asked,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const impatient = { clock: systemClock, log: silentLog, random: systemRandom };

test.each(["28P01", "28000"])(
  "a user whom Postgres refuses with %s is told at once, with the variable and no password",
  async (state) => {
    await using server = await refusingServer(state);
    const error = await awaitPostgres({ url: server.url, ...impatient }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: "CONFIG_INVALID",
      lines: [expect.stringMatching(/^DATABASE_URL: Postgres does not accept the user/)],
    });
    expect(JSON.stringify(error)).not.toContain("wrong");
    expect(server.asked()).toBe(1);
  },
);

test("a user that this Postgres does not know is told at once", async () => {
  await using database = await freshDatabase();
  const url = new URL(database.url);
  url.username = "nobody_of_that_name";
  await expect(awaitPostgres({ url: url.href, ...impatient })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
});
