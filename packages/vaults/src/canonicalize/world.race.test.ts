import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  makeVault,
  moveOf,
  openFixture,
  requestBy,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { expectWhole } from "../../test/invariants.ts";
import { testDevice } from "../../test/signing.ts";
import { age, look, show, workerOf } from "../../test/source-world.ts";
import { type DeltaState, deltaEvents, transition, type VaultVersion } from "../core/index.ts";
import {
  abandonDelta,
  type CanonicalizeDeps,
  getVault,
  listDeltas,
  readerOf,
  readState,
  retainDelta,
  type Source,
  submitDelta,
  type VaultOperatorContext,
  type VaultsContext,
} from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
let operator: VaultOperatorContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
  operator = { ...ctx, words: new Set(["vault.operate"]) };
});
afterAll(() => fixture[Symbol.asyncDispose]());

const bob = testDevice(2);

const happenings = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant("submit" as const) },
    { weight: 6, arbitrary: fc.constant("check" as const) },
    { weight: 4, arbitrary: fc.constant("land" as const) },
    { weight: 2, arbitrary: fc.constant("abandon" as const) },
    { weight: 2, arbitrary: fc.constant("lag" as const) },
    { weight: 1, arbitrary: fc.constant("retain" as const) },
    { weight: 1, arbitrary: fc.constant("steal" as const) },
    { weight: 1, arbitrary: fc.constant("crash" as const) },
    { weight: 1, arbitrary: fc.constant("outage" as const) },
  ),
  { minLength: 12, maxLength: 30 },
);
type Happening = (typeof happenings extends fc.Arbitrary<infer T> ? T : never)[number] & string;

/** One vault on the real store, and the source that its deltas land at. */
class StoreWorld {
  readonly first: VaultVersion;
  /** What the source has had, from the first to what it shows now. */
  readonly #landed: VaultVersion[];
  /** What was submitted, by the commitment from which it starts. */
  readonly #known: { readonly from: VaultVersion; readonly next: VaultVersion }[] = [];
  #worker: CanonicalizeDeps;
  #count = 0;

  constructor(first: VaultVersion) {
    this.first = first;
    this.#landed = [first];
    this.#worker = workerOf(fixture);
  }

  async happen(what: Happening): Promise<void> {
    const { vaultId } = this.first;
    switch (what) {
      case "submit":
        return await this.#submit();
      case "check":
        await age(fixture, this.first, 61_000);
        return await look(this.#worker, this.first);
      case "land":
        return await this.#land();
      case "abandon":
      case "retain": {
        const { candidate } = await getVault(ctx, readerOf(ctx), this.first);
        if (candidate === null) return;
        const of = { vaultId, deltaId: candidate.id };
        if (what === "retain") await retainDelta(operator, { ...of, reason: "stuck" });
        else await abandonDelta(ctx, { ...of, request: requestBy(bob) });
        return;
      }
      case "lag": {
        const before = this.#landed.at(-2) ?? this.first;
        await show(fixture, this.first, { version: before }, { version: this.#shown() });
        return;
      }
      case "outage":
        await show(fixture, this.first, "unavailable", { version: this.#shown() });
        return;
      case "steal":
      case "crash":
        return await this.#interrupt(what);
    }
  }

  #shown(): VaultVersion {
    return this.#landed.at(-1) ?? this.first;
  }

  async #submit(): Promise<void> {
    const from = await this.#head();
    this.#count += 1;
    const { prepared, submission } = moveOf(from, { payload: `{"n":${this.#count}}` });
    try {
      await submitDelta(ctx, submission);
      this.#known.push({ from, next: prepared.next });
    } catch (error) {
      expect(error).toMatchObject({ code: "DELTA_BUSY" });
    }
  }

  /** The head with its state, as a client would hold it. */
  async #head(): Promise<VaultVersion> {
    const { bytes, nonce } = await readState(ctx, readerOf(ctx), this.first);
    const [row] = await fixture.db.sql.query("select head_commitment from vaults where id = $1", [
      this.first.vaultId,
    ]);
    const commitment = row?.["head_commitment"] as Uint8Array;
    return { ...this.first, nonce, commitment, stateBytes: bytes };
  }

  /** The newest of what starts from where the source is. */
  async #land(): Promise<void> {
    const at = Buffer.from(this.#shown().commitment);
    const ready = this.#known.findLast(({ from }) => at.equals(from.commitment));
    if (ready !== undefined) this.#landed.push(ready.next);
    await show(fixture, this.first, { version: this.#shown() });
  }

  /** A look whose lease is taken over, or whose process dies, after the read. */
  async #interrupt(how: "steal" | "crash"): Promise<void> {
    const real = this.#worker.sources.get("memory");
    if (real === undefined) return;
    const source: Source = {
      ...real,
      observe: async (target) => {
        const seen = await real.observe(target);
        await fixture.db.sql.query(
          "update vaults set fence_token = fence_token + 1, lease_holder = 'another', lease_until = $2::timestamptz where id = $1",
          [target.vaultId, how === "steal" ? "infinity" : "-infinity"],
        );
        return seen;
      },
    };
    const sources = new Map([["memory", source]] as const);
    await age(fixture, this.first, 61_000);
    await look({ ...this.#worker, sources }, this.first);
    await fixture.db.sql.query("update vaults set lease_until = '-infinity' where id = $1", [
      this.first.vaultId,
    ]);
  }
}

/** Every state that a delta can have come to, by the table of transitions alone. */
function reachable(): Set<string> {
  const found = new Set<string>();
  const open: (DeltaState | null)[] = [null];
  const facts = [true, false].flatMap((isAbandonAsked) => [
    { isAbandonAsked, isRetaining: true, isRecoverable: true },
    { isAbandonAsked, isRetaining: true, isRecoverable: false },
  ]);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const event of deltaEvents) {
      for (const known of facts) {
        const to = transition(state, event, known);
        const name = to === null ? null : `${to.status} ${to.reason}`;
        if (to === null || name === null || found.has(name)) continue;
        found.add(name);
        open.push(to);
      }
    }
  }
  return found;
}

test("a vault stays whole through any schedule of submits, looks, landings, thefts, crashes and outages", async () => {
  const states = reachable();
  await fc.assert(
    fc.asyncProperty(happenings, async (schedule) => {
      const world = new StoreWorld(await makeVault(ctx, { sourceKind: "memory" }));
      const { vaultId } = world.first;
      let fence = 0n;
      for (const what of schedule) {
        await world.happen(what);
        const [row] = await fixture.db.sql.query("select fence_token from vaults where id = $1", [
          vaultId,
        ]);
        const now = BigInt(String(row?.["fence_token"]));
        expect(now).toBeGreaterThanOrEqual(fence);
        fence = now;
      }
      await expectWhole(fixture, vaultId);
      const page = { vaultId, view: "timeline", limit: 500 } as const;
      const { items } = await listDeltas(ctx, readerOf(ctx), page);
      for (const { status, statusReason } of items) {
        expect(states).toContain(`${status} ${statusReason}`);
      }
    }),
    { numRuns: 8 },
  );
});
