import { connectRedis, type RedisLink } from "@homeport/coordination";
import { schema } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshRedis } from "@homeport/testkit";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrollMachine, type HostsFixture, openFixture } from "../../test/fixture.ts";
import { openDirectory } from "../directory/directory.ts";
import { listHosts } from "../host/list.ts";
import { reportPresence } from "./report.ts";

let stack: AsyncDisposableStack;
let fixture: HostsFixture;
let redis: RedisLink;
const metrics = createMetrics({ app: "test", version: "0" });

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  fixture = stack.use(await openFixture());
  const { url } = stack.use(await freshRedis());
  redis = stack.use(
    await connectRedis({ url, use: "directory", clock: systemClock, log: silentLog, metrics }),
  );
});
afterAll(() => stack.disposeAsync());

test("relays that report the same hosts in different orders never wait for each other", async () => {
  const ctx = await fixture.organization();
  const hostIds: string[] = [];
  for (let count = 0; count < 20; count++) hostIds.push((await enrollMachine(ctx)).hostId);
  const deps = { db: fixture.db, directory: openDirectory({ redis, metrics }), metrics };
  const report = (epoch: number, order: readonly string[]) =>
    reportPresence(
      deps,
      order.map((hostId) => ({ kind: "connected", hostId, relayId: "relay-1", run: 1, epoch })),
    );
  await report(1, hostIds);
  const rounds = Array.from({ length: 30 }, (_, index) =>
    report(index + 2, index % 2 === 0 ? hostIds : [...hostIds].reverse()),
  );
  await Promise.all(rounds);
  const { items } = await listHosts(ctx, { online: true });
  expect(items).toHaveLength(20);
});

test("control: writers that take the rows as they come do wait for each other, and one is refused", async () => {
  const ctx = await fixture.organization();
  const hostIds = [(await enrollMachine(ctx)).hostId, (await enrollMachine(ctx)).hostId];
  await fixture.db.orm
    .insert(schema.hostPresence)
    .values(hostIds.map((hostId) => ({ hostId, online: true })));
  let halfway = 0;
  const bothHalfway = Promise.withResolvers<void>();
  const write = (order: readonly string[]) =>
    fixture.db.system("test", async (tx) => {
      for (const hostId of order) {
        await tx
          .update(schema.hostPresence)
          .set({ online: true })
          .where(eq(schema.hostPresence.hostId, hostId));
        halfway += 1;
        if (halfway === 2) bothHalfway.resolve();
        await bothHalfway.promise;
      }
    });
  const outcomes = await Promise.allSettled([write(hostIds), write([...hostIds].reverse())]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
});
