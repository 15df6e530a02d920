import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { makeVault, openFixture, type VaultsFixture } from "../../test/fixture.ts";
import { checkVaultsWake } from "../jobs.ts";

let fixture: VaultsFixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const plans = z.array(
  z.object({
    Plan: z.object({ "Shared Hit Blocks": z.number(), "Shared Read Blocks": z.number() }),
  }),
);

/** Pages that the sweep's own query touches, whatever it finds. */
async function pagesOfSweep(): Promise<number> {
  let text = "";
  await checkVaultsWake().due(
    {
      query: async (statement) => {
        text = statement;
        return [];
      },
    },
    500,
  );
  await fixture.db.sql.query("analyze vault_deltas");
  const [row] = await fixture.db.sql.query(
    `explain (analyze, buffers, format json) ${text.replace("$1", "500")}`,
  );
  const [plan] = plans.parse(row?.["QUERY PLAN"]);
  if (plan === undefined) throw new Error("no plan");
  return plan.Plan["Shared Hit Blocks"] + plan.Plan["Shared Read Blocks"];
}

/** More history of vaults in which nothing waits. */
async function addIdle(vaultId: string, from: number, count: number): Promise<void> {
  await fixture.db.sql.query(
    `insert into vault_deltas (id, vault_id, nonce, kind, prev, next, payload, digest, status, status_at, submitted_by,
       accepted_at, ack_seq, counted_at)
     select 'idle-' || at, $1, at, 'replace@1', h, h, '', h, 'canonical', now(), 'x', now(), at, now()
     from generate_series($2::int, $2::int + $3::int - 1) at, (select decode(repeat('00', 32), 'hex') as h) hash`,
    [vaultId, from, count],
  );
}

test("a sweep touches as little with a hundred times as much that is idle", async () => {
  const { vaultId } = await makeVault(fixture.ctx, { sourceKind: "memory" });
  await addIdle(vaultId, 1, 500);
  const few = await pagesOfSweep();
  await addIdle(vaultId, 501, 49_500);
  expect(await pagesOfSweep()).toBeLessThanOrEqual(Math.ceil(few * 1.5) + 1);
});
