import type { SqlRunner } from "@homeport/db";
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
import { keepLog, readFences, readWrites } from "../../test/vault-log.ts";
import { type AcknowledgementView, printAcknowledgement } from "../acknowledgement/view.ts";
import type { VaultVersion } from "../core/index.ts";
import {
  abandonDelta,
  type CanonicalizeDeps,
  getVault,
  listAcknowledgements,
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
  await keepLog(fixture);
  operator = { ...ctx, words: new Set(["vault.operate"]) };
});
afterAll(() => fixture[Symbol.asyncDispose]());

const bob = testDevice(2);

/** `FULL=1` asks for three hundred schedules. */
const isFull = process.env["FULL"] === "1";

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

/** A rule that the world is to be without, so that a test can show what keeps it whole. */
type Fault =
  | "write past the fence"
  | "reset the fence"
  | "rewrite an acknowledgement"
  | "revive what was given up"
  | "change the state";

/** What each fault does to a vault after everything that happens, but the first, which is the worker's. */
const damages: Readonly<Record<Fault, string | null>> = {
  "write past the fence": null,
  "reset the fence": "update vaults set fence_token = 0, lease_holder = null where id = $1",
  "rewrite an acknowledgement":
    "update vault_acknowledgements set accepted_at_ms = accepted_at_ms + 1 where vault_id = $1",
  "revive what was given up":
    "update vault_deltas set status = 'candidate', status_reason = null where vault_id = $1 and status = 'retained'",
  "change the state": "update vault_states set bytes = '{\"n\":9}' where vault_id = $1",
};

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

/** Who takes a vault over in the middle of somebody's look. */
const thief = "another";

/** One vault on the real store, and the source that its deltas land at. */
class StoreWorld {
  readonly first: VaultVersion;
  /** What the source has had, from the first to what it shows now. */
  readonly #landed: VaultVersion[];
  /** What was submitted, by the commitment from which it starts. */
  readonly #known: { readonly from: VaultVersion; readonly next: VaultVersion }[] = [];
  /** Every acknowledgement that left the server, as it was given. */
  readonly words: AcknowledgementView[] = [];
  readonly #worker: CanonicalizeDeps;
  readonly #fault: Fault | undefined;
  #count = 0;

  constructor(first: VaultVersion, fault?: Fault) {
    this.first = first;
    this.#landed = [first];
    this.#fault = fault;
    const worker = workerOf(fixture);
    this.#worker = fault === "write past the fence" ? unfenced(worker) : worker;
  }

  async happen(what: Happening): Promise<void> {
    await this.#take(what);
    const damage = this.#fault === undefined ? null : damages[this.#fault];
    if (damage !== null) await withoutTriggers(damage, this.first.vaultId);
  }

  async #take(what: Happening): Promise<void> {
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
      const { acknowledgement } = await submitDelta(ctx, submission);
      this.words.push(printAcknowledgement(acknowledgement));
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
          "update vaults set fence_token = fence_token + 1, lease_holder = $3, lease_until = $2::timestamptz where id = $1",
          [target.vaultId, how === "steal" ? "infinity" : "-infinity", thief],
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

/** The store refuses to alter an acknowledgement; a fault has to get past that. */
async function withoutTriggers(text: string, vaultId: string): Promise<void> {
  const toggle = (what: string) =>
    fixture.db.sql.query(`alter table vault_acknowledgements ${what} trigger user`);
  await toggle("disable");
  await fixture.db.sql.query(text, [vaultId]);
  await toggle("enable");
}

/** The legal moves, written once more so that the table of the code is not its own judge. */
const legalMoves = new RegExp(
  `^(?:${[
    "none > (?:candidate|canonical)",
    "candidate > (?:canonical|retained (?:exhausted|diverged|operator)|discarded abandoned)",
    "retained \\w+ > (?:canonical|discarded (?:superseded|overtaken|expired))",
    "discarded (?:abandoned|superseded) > canonical",
    "discarded abandoned > discarded superseded",
  ].join("|")})$`,
);

/** The first promise that a vault breaks; null while it keeps them all. */
async function findBroken(world: StoreWorld): Promise<string | null> {
  const { vaultId } = world.first;
  const isWhole = await expectWhole(fixture, vaultId).then(
    () => true,
    () => false,
  );
  const page = { vaultId, after: 0, limit: 500 };
  const { items } = await listAcknowledgements(ctx, readerOf(ctx), page);
  const stored = new Map(items.map((word) => [word.seq, JSON.stringify(word)]));
  const isLost = world.words.some((word) => stored.get(word.seq) !== JSON.stringify(word));
  if (isLost) return "an acknowledgement that is not as it was given";
  if (!isWhole) return "a vault that is not whole";
  const fences = await readFences(fixture, vaultId);
  if (fences.some((fence, at) => at > 0 && fence <= (fences[at - 1] ?? 0))) {
    return "a fence that does not rise";
  }
  const writes = await readWrites(fixture, vaultId);
  const moves = writes.filter(({ was, is }) => was !== is).map(({ was, is }) => `${was} > ${is}`);
  const illegal = moves.find((move) => !legalMoves.test(move));
  if (illegal !== undefined) return `an illegal move: ${illegal}`;
  const isStale = writes.some(
    (write) =>
      (write.is_look && (!write.is_held || write.holder === thief)) ||
      (write.promoted_fence !== null && write.promoted_fence > write.fence),
  );
  return isStale ? "a write past the fence" : null;
}

async function play(schedule: readonly Happening[], fault?: Fault): Promise<string | null> {
  const first = await makeVault(ctx, { sourceKind: "memory" });
  const world = new StoreWorld(first, fault);
  for (const what of schedule) {
    await world.happen(what);
    const broken = await findBroken(world);
    if (broken !== null) return broken;
  }
  return null;
}

test("a vault stays whole after each step of any schedule of submits, looks, landings, thefts, crashes and outages", async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (schedule) => {
      expect(await play(schedule)).toBeNull();
    }),
    { numRuns: isFull ? 300 : 20 },
  );
}, 600_000);

test.each<[Fault, readonly Happening[], string]>([
  ["write past the fence", ["submit", "steal"], "a write past the fence"],
  ["reset the fence", ["submit", "check", "check"], "a fence that does not rise"],
  ["rewrite an acknowledgement", ["submit"], "an acknowledgement that is not as it was given"],
  [
    "revive what was given up",
    ["submit", "retain"],
    "an illegal move: retained operator > candidate",
  ],
  ["change the state", ["submit", "land", "check"], "a vault that is not whole"],
])("a world that would %s breaks a promise", async (fault, schedule, broken) => {
  expect(await play(schedule)).toBeNull();
  expect(await play(schedule, fault)).toBe(broken);
});
