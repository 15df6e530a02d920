import type { SqlRunner } from "@homeport/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeVault,
  moveOf,
  openFixture,
  proposalOf,
  requestBy,
  rosterOf,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { contentsOf, expectWhole } from "../../test/invariants.ts";
import { testDevice } from "../../test/signing.ts";
import { age, look, show, workerOf } from "../../test/source-world.ts";
import {
  abandonDelta,
  type CanonicalizeDeps,
  expireVaults,
  openProposal,
  type Source,
  submitDelta,
  type VaultsContext,
} from "../index.ts";
import { withVault } from "./fenced.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const bob = testDevice(2);
const query = (text: string, ...params: string[]) => fixture.db.sql.query(text, params);
const still = new AbortController().signal;

/** Somebody else takes the vault over, as if its holder had been frozen past its time. */
async function steal(vaultId: string): Promise<void> {
  await query(
    "update vaults set lease_holder = 'another', fence_token = fence_token + 1, lease_until = clock_timestamp() + interval '15 s' where id = $1",
    vaultId,
  );
}

/** A worker whose source does something after it was read and before anything of it is written. */
function interrupted(worker: CanonicalizeDeps, between: (vaultId: string) => Promise<void>) {
  const real = worker.sources.get("memory");
  if (real === undefined) throw new Error("no source");
  const source: Source = {
    ...real,
    async observe(target) {
      const seen = await real.observe(target);
      await between(target.vaultId);
      return seen;
    },
  };
  return { ...worker, sources: new Map([["memory", source]]) } satisfies CanonicalizeDeps;
}

/** The planted fault: a worker that writes without proving its lease. */
function unfenced(worker: CanonicalizeDeps): CanonicalizeDeps {
  const { sql } = worker.lease;
  const careless = (runner: SqlRunner): SqlRunner => ({
    query: (text, params) =>
      text.includes("set_config('lock_timeout'")
        ? Promise.resolve([{ proved: true }])
        : runner.query(text, params),
  });
  const within: typeof sql.within = (tx) => careless(fixture.db.within(tx));
  return { ...worker, lease: { ...worker.lease, sql: { ...sql, within } } };
}

/** Each kind of thing that a worker writes, up to the moment before it does. */
const kinds: readonly [string, () => Promise<string>][] = [
  [
    "a promotion",
    async () => {
      const { first, next } = await waiting();
      await show(fixture, first, { version: next });
      return first.vaultId;
    },
  ],
  [
    "a promotion that changes the signers",
    async () => {
      const payload = JSON.stringify(rosterOf(1, [bob]));
      const { first, next } = await waiting("roster@1", payload);
      await show(fixture, first, { version: next });
      return first.vaultId;
    },
  ],
  [
    "a promotion that settles a proposal",
    async () => {
      const first = await makeVault(ctx, { sourceKind: "memory" });
      const { act, prepared } = proposalOf(first);
      await openProposal(ctx, act);
      await show(fixture, first, { version: prepared.next });
      return first.vaultId;
    },
  ],
  [
    "a miss that counts",
    async () => {
      const { first } = await waiting();
      await show(fixture, first, "absent");
      await age(fixture, first, 700_000);
      return first.vaultId;
    },
  ],
  [
    "a source that does not answer",
    async () => {
      const { first } = await waiting();
      await show(fixture, first, "unavailable");
      return first.vaultId;
    },
  ],
  [
    "giving a delta up",
    async () => {
      const { first, deltaId } = await waiting();
      const { vaultId } = first;
      await abandonDelta(ctx, { vaultId, deltaId, request: requestBy(bob) });
      await show(fixture, first, "absent");
      await age(fixture, first, 20_000);
      await query("update vault_deltas set abandon_confirm_count = 1 where id = $1", deltaId);
      return vaultId;
    },
  ],
  [
    "retaining a delta",
    async () => {
      const { first, deltaId } = await waiting();
      await show(fixture, first, { version: moveOf(first, { payload: "9" }).prepared.next });
      await age(fixture, first, 20_000);
      await query("update vault_deltas set divergence_count = 1 where id = $1", deltaId);
      return first.vaultId;
    },
  ],
  [
    "a source that is ahead",
    async () => {
      const { first, deltaId } = await waiting();
      await query(
        "update vault_deltas set status = 'retained', status_reason = 'operator' where id = $1",
        deltaId,
      );
      await show(fixture, first, { version: moveOf(first, { payload: "9" }).prepared.next });
      return first.vaultId;
    },
  ],
];

async function waiting(kind = "merge-patch@1", payload = '{"n":1}') {
  const first = await makeVault(ctx, { sourceKind: "memory" });
  const { prepared, submission } = moveOf(first, { kind, payload });
  const { deltaId } = await submitDelta(ctx, submission);
  return { first, next: prepared.next, deltaId };
}

describe("a worker whose lease somebody else has taken", () => {
  test.each(kinds)("writes nothing of %s", async (_what, prepare) => {
    const vaultId = await prepare();
    const before = await contentsOf(fixture, vaultId);
    const worker = interrupted(workerOf(fixture), steal);
    await look(worker, { vaultId });
    expect(await contentsOf(fixture, vaultId)).toEqual(before);
    await expectWhole(fixture, vaultId);
  });

  test.each(kinds)("would write %s if it did not prove its lease", async (_what, prepare) => {
    const vaultId = await prepare();
    const before = await contentsOf(fixture, vaultId);
    await look(unfenced(interrupted(workerOf(fixture), steal)), { vaultId });
    expect(await contentsOf(fixture, vaultId)).not.toEqual(before);
  });

  test("writes nothing of what is over either", async () => {
    const { first, deltaId } = await waiting();
    await query(
      "update vault_deltas set status = 'retained', status_reason = 'operator', status_at = status_at - interval '2 d' where id = $1",
      deltaId,
    );
    const worker = workerOf(fixture);
    const { sql } = worker.lease;
    const stolen: CanonicalizeDeps = {
      ...worker,
      lease: {
        ...worker.lease,
        sql: {
          ...sql,
          transaction: async (name, fn) => {
            await steal(first.vaultId);
            return await sql.transaction(name, fn);
          },
        },
      },
    };
    const before = await contentsOf(fixture, first.vaultId);
    expect(await expireVaults(stolen, { signal: still })).toMatchObject({ deltas: 0 });
    expect(await contentsOf(fixture, first.vaultId)).toEqual(before);
    await query("update vaults set lease_until = '-infinity' where id = $1", first.vaultId);
    expect(await expireVaults(worker, { signal: still })).toMatchObject({ deltas: 1 });
  });
});

describe("the fence of a vault", () => {
  test("rises each time that it is taken, also by the same worker, and is kept when it is given up", async () => {
    const { vaultId } = await makeVault(ctx, { sourceKind: "memory" });
    const worker = workerOf(fixture);
    const take = () => withVault(worker, { vaultId, signal: still }, async ({ fence }) => fence);
    expect([await take(), await take(), await take()]).toEqual([1n, 2n, 3n]);
    const [row] = await query("select fence_token from vaults where id = $1", vaultId);
    expect(row).toEqual({ fence_token: "3" });
  });

  test("lets one worker in at a time", async () => {
    const { vaultId } = await makeVault(ctx, { sourceKind: "memory" });
    const worker = workerOf(fixture);
    const inner = await withVault(worker, { vaultId, signal: still }, () =>
      withVault(worker, { vaultId, signal: still }, async () => "both"),
    );
    expect(inner).toBeNull();
  });
});

describe("a worker that loses its lease while it reads", () => {
  test("is told, and writes nothing of what it has read", async () => {
    const { first, next } = await waiting();
    await show(fixture, first, { version: next });
    const before = await contentsOf(fixture, first.vaultId);
    const worker = { ...workerOf(fixture), leaseTtlMs: 600 };
    const { sql } = worker.lease;
    // Each renewal fails, so the second one ends the lease; the look waits for just that.
    const cut: CanonicalizeDeps = {
      ...worker,
      lease: {
        ...worker.lease,
        sql: { ...sql, feed: { query: () => Promise.reject(new Error("cut off")) } },
      },
    };
    let wasTold = false;
    const real = cut.sources.get("memory");
    if (real === undefined) throw new Error("no source");
    const slow: Source = {
      ...real,
      async observe(target) {
        const seen = await real.observe(target);
        await new Promise<void>((resolve) => {
          target.signal.addEventListener("abort", () => resolve(), { once: true });
        });
        wasTold = true;
        return seen;
      },
    };
    await look({ ...cut, sources: new Map([["memory", slow]]) }, first);
    expect(wasTold).toBe(true);
    expect(await contentsOf(fixture, first.vaultId)).toEqual(before);
    await look(worker, first);
    expect(await contentsOf(fixture, first.vaultId)).not.toEqual(before);
  });

  test("that drains lets go of the vault at once", async () => {
    const { first } = await waiting();
    const stop = new AbortController();
    const worker = interrupted(workerOf(fixture), async () => stop.abort());
    const before = await contentsOf(fixture, first.vaultId);
    await look(worker, first, stop.signal);
    expect(await contentsOf(fixture, first.vaultId)).toEqual(before);
    const [row] = await query(
      "select lease_until = '-infinity' as is_free from vaults where id = $1",
      first.vaultId,
    );
    expect(row).toEqual({ is_free: true });
  });
});

describe("two workers that look at once, without any lease between them", () => {
  test("make a delta history once", async () => {
    const { first, next } = await waiting();
    await show(fixture, first, { version: next });
    const arrived = Promise.withResolvers<void>();
    let count = 0;
    const both = async () => {
      count += 1;
      if (count === 2) arrived.resolve();
      await arrived.promise;
    };
    const worker = unfenced(interrupted(workerOf(fixture), both));
    // The second one takes the lease over while the first one reads.
    const one = look(worker, first);
    const two = (async () => {
      while (count === 0) await query("select pg_sleep(0.005)");
      await query("update vaults set lease_until = '-infinity' where id = $1", first.vaultId);
      await look(worker, first);
    })();
    await Promise.all([one, two]);
    await expectWhole(fixture, first.vaultId);
  });
});
