import { createVirtualClock, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  anchorVault,
  type ChainWorld,
  commit,
  openChainWorld,
  readingChain,
  settingsOf,
} from "../../../test/chain-world.ts";
import { moveOf, openFixture, type VaultsFixture } from "../../../test/fixture.ts";
import { look } from "../../../test/source-world.ts";
import type { VaultVersion } from "../../core/index.ts";
import { getVault, readerOf, submitDelta } from "../../index.ts";
import type { WatchContext } from "../source.ts";
import { openChain } from "./chain.ts";
import { pollChain, watchChain } from "./watch-chain.ts";

let fixture: VaultsFixture;
let world: ChainWorld;
beforeAll(async () => {
  [fixture, world] = await Promise.all([openFixture(), openChainWorld()]);
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});
beforeEach(async () => {
  world.one.mood = {};
  world.one.asked.length = 0;
  await fixture.db.sql.query("update vault_deltas set next_check_at = null");
});

const woken: string[] = [];
const reading = () => readingChain(fixture, settingsOf(world));

/** What one follower stands on, whose chain was never read before. */
function following(signal = new AbortController().signal): WatchContext {
  const { lease } = reading().worker;
  const wakeVault = async (vaultId: string) => void woken.push(vaultId);
  return { db: fixture.db, clock: systemClock, lease, wakeVault, signal };
}

const write = <T>(fn: (tx: never) => Promise<T>) =>
  fixture.db.system("test", (tx) => fn(tx as never));

async function poll(): Promise<string[]> {
  woken.length = 0;
  const chain = openChain(createVirtualClock(), settingsOf(world));
  await pollChain(following(), chain, { write });
  return [...woken];
}

/** Has the delta that waits looked at much later. */
async function postpone({ vaultId }: VaultVersion): Promise<void> {
  await fixture.db.sql.query(
    "update vault_deltas set next_check_at = clock_timestamp() + interval '1 hour' where vault_id = $1 and status = 'candidate'",
    [vaultId],
  );
}

/** A vault in which a delta waits that is not to be looked at for long. */
async function waiting() {
  const { first, key } = await anchorVault(world, reading().fixture);
  const { prepared, submission } = moveOf(first);
  await submitDelta(fixture.ctx, submission);
  // The chain is followed up to here: what comes next is new.
  await poll();
  await postpone(first);
  return { first, key, next: prepared.next };
}

async function isDue({ vaultId }: VaultVersion): Promise<boolean> {
  const [row] = await fixture.db.sql.query(
    "select next_check_at <= clock_timestamp() as due from vault_deltas where vault_id = $1 and status = 'candidate'",
    [vaultId],
  );
  return row?.["due"] === true;
}

test("what a registry announces has those looked at who wait for it, once, and nobody else", async () => {
  const mine = await waiting();
  const other = await waiting();
  expect(await poll()).toEqual([]);
  await commit(world, mine.key, mine.first, mine.next);
  expect(await poll()).toEqual([mine.first.vaultId]);
  expect([await isDue(mine.first), await isDue(other.first)]).toEqual([true, false]);
  await world.node.mine();
  expect(await poll()).toEqual([]);
});

test("nobody who waits is a chain that is asked nothing", async () => {
  expect(await poll()).toEqual([]);
  expect(world.one.asked).toEqual([]);
});

test("what was announced while nobody followed is found, and after a reorganization again", async () => {
  const { first, key, next } = await waiting();
  const reorganize = await world.node.snapshot();
  await world.node.mine(3);
  await poll();
  await commit(world, key, first, next);
  await world.node.mine(5);
  expect(await poll()).toEqual([first.vaultId]);
  await reorganize();
  await postpone(first);
  await commit(world, key, first, next);
  expect(await poll()).toEqual([first.vaultId]);
});

test("a chain that cannot be read is asked again by the next poll, from where it was", async () => {
  const { first, key, next } = await waiting();
  await commit(world, key, first, next);
  world.one.mood = { status: 500 };
  expect(await poll()).toEqual([]);
  world.one.mood = {};
  expect(await poll()).toEqual([first.vaultId]);
});

test("a hint is no fact: what was announced and taken back again lands nothing", async () => {
  const { first, key, next } = await waiting();
  const reorganize = await world.node.snapshot();
  await commit(world, key, first, next);
  expect(await poll()).toEqual([first.vaultId]);
  await reorganize();
  await world.node.mine(4);
  await look(reading().worker, first);
  const { head, candidate } = await getVault(fixture.ctx, readerOf(fixture.ctx), first);
  expect([head.nonce, candidate?.nonce]).toEqual([0, 1]);
});

test("one process follows a chain at a time, and another goes on when it ends", async () => {
  const { first, key, next } = await waiting();
  const deadline = { deadlineMs: 20_000 };
  const fence = async () => {
    const rows = await fixture.db.sql.query(
      "select fence_token::int as fence from leases where name = 'vault-watch:31337' and lease_until > clock_timestamp()",
    );
    return Number(rows[0]?.["fence"] ?? 0);
  };
  const stops = [new AbortController(), new AbortController()] as const;
  const follow = ({ signal }: AbortController) =>
    watchChain(following(signal), openChain(systemClock, settingsOf(world)));
  woken.length = 0;
  const one = follow(stops[0]);
  const held = await waitFor(fence, deadline);
  const other = follow(stops[1]);
  await commit(world, key, first, next);
  await waitFor(() => woken.includes(first.vaultId), deadline);
  expect([woken, await fence()]).toEqual([[first.vaultId], held]);
  stops[0].abort();
  await one;
  await waitFor(async () => (await fence()) > held, deadline);
  stops[1].abort();
  await other;
  expect(await fence()).toBe(0);
});
