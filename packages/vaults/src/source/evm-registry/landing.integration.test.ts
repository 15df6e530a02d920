import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Anchor,
  anchorVault,
  type ChainWorld,
  commit,
  openChainWorld,
  readingChain,
  settingsOf,
} from "../../../test/chain-world.ts";
import { moveOf, openFixture, requestBy, type VaultsFixture } from "../../../test/fixture.ts";
import { testDevice } from "../../../test/signing.ts";
import { age, look } from "../../../test/source-world.ts";
import type { VaultVersion } from "../../core/index.ts";
import {
  abandonDelta,
  type ChainSettings,
  type DeltaDetail,
  getDelta,
  getVault,
  readEvents,
  readerOf,
  submitDelta,
} from "../../index.ts";

let fixture: VaultsFixture;
let world: ChainWorld;
beforeAll(async () => {
  [fixture, world] = await Promise.all([openFixture(), openChainWorld()]);
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});
beforeEach(() => {
  world.one.mood = {};
  world.two.mood = {};
});

/** Two endpoints that have to agree. */
const both = () => ({ rpcUrls: [world.one.url, world.two.url], quorum: 2 });

async function submit({ first }: Anchor, from = first, payload = '{"n":1}') {
  const { prepared, submission } = moveOf(from, { payload });
  const { deltaId } = await submitDelta(fixture.ctx, submission);
  return { next: prepared.next, deltaId };
}

/** An anchored vault in which a delta waits. */
async function waiting(finality?: unknown) {
  const { fixture: reading } = readingChain(fixture, settingsOf(world));
  const anchor = await anchorVault(world, reading, finality);
  return { ...anchor, ...(await submit(anchor)) };
}

/** One look of a worker, long enough after the last for it to count. */
async function lookAgain(first: VaultVersion, given: Partial<ChainSettings> = {}): Promise<void> {
  await age(fixture, first, 61_000);
  await look(readingChain(fixture, settingsOf(world, given)).worker, first);
}

const vault = ({ vaultId }: VaultVersion) =>
  getVault(fixture.ctx, readerOf(fixture.ctx), { vaultId });
const delta = ({ vaultId }: VaultVersion, deltaId: string): Promise<DeltaDetail> =>
  getDelta(fixture.ctx, readerOf(fixture.ctx), { vaultId, deltaId });

describe("a delta that waits for a chain", () => {
  test("is history once its move is deep enough, and until then neither counted nor believed", async () => {
    const { first, key, next, deltaId } = await waiting();
    await world.node.setAutomine(false);
    await commit(world, key, first, next);
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ lastObservation: { nonce: 0 } });
    expect((await delta(first, deltaId)).lastObservation).not.toHaveProperty("pending");
    await world.node.setAutomine(true);
    await world.node.mine();
    for (const depth of [0, 1]) {
      await age(fixture, first, 700_000);
      await lookAgain(first);
      expect(await delta(first, deltaId)).toMatchObject({
        ...{ status: "candidate", retryCount: 0 },
        lastObservation: { nonce: 0, pending: { nonce: 1, depth, finalDepth: 2 } },
      });
      await world.node.mine();
    }
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    expect(await vault(first)).toMatchObject({ head: { nonce: 1 }, sourceState: "verified" });
  });

  test("whose move a reorganization takes back before it is deep enough waits on, and lands in another block", async () => {
    const { first, key, next, deltaId } = await waiting();
    const reorganize = await world.node.snapshot();
    await commit(world, key, first, next);
    await world.node.mine();
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", lastObservation: { pending: { depth: 1 } } },
    });
    await reorganize();
    await world.node.mine(3);
    await lookAgain(first);
    const { status, lastObservation } = await delta(first, deltaId);
    expect(status).toBe("candidate");
    expect(lastObservation).not.toHaveProperty("pending");
    await commit(world, key, first, next);
    await world.node.mine(2);
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
  });

  test("that is not waited for deep enough would be believed too early, and the vault left ahead of its chain", async () => {
    const { first, key, next, deltaId } = await waiting({ confirmations: 0 });
    const reorganize = await world.node.snapshot();
    await commit(world, key, first, next);
    await lookAgain(first);
    await reorganize();
    await world.node.mine(3);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    await submit({ first, key }, next, '{"n":2}');
    await lookAgain(first);
    // Even so nothing that was history is taken back.
    expect(await vault(first)).toMatchObject({
      ...{ head: { nonce: 1 }, candidate: { retryCount: 0, divergenceCount: 0 } },
      sourceUnavailableSince: expect.any(Date),
    });
  });

  test("is overtaken on another branch of the chain: retained, and its vault said to be behind", async () => {
    const { first, key, next, deltaId } = await waiting();
    const other = moveOf(first, { payload: '{"n":9}' }).prepared.next;
    const reorganize = await world.node.snapshot();
    await commit(world, key, first, next);
    await lookAgain(first);
    await reorganize();
    await commit(world, key, first, other);
    await lookAgain(first);
    // The other move may be taken back as well.
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", divergenceCount: 0 },
      lastObservation: { pending: { nonce: 1 } },
    });
    await world.node.mine(2);
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ divergenceCount: 1 });
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "retained" });
    await lookAgain(first);
    expect(await vault(first)).toMatchObject({ head: { nonce: 0 }, sourceState: "ahead" });
  });

  test("is found in what the registry announced, though the key has moved on since", async () => {
    const { first, key, next, deltaId } = await waiting();
    const later = moveOf(next, { payload: '{"n":2}' }).prepared.next;
    await commit(world, key, first, next);
    await commit(world, key, next, later);
    await world.node.mine(2);
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    const second = await submit({ first, key }, next, '{"n":2}');
    await lookAgain(first);
    expect(await delta(first, second.deltaId)).toMatchObject({ status: "canonical" });
  });

  test("that was given up is not confirmed to be gone while its move is only shallow", async () => {
    const { first, key, next, deltaId } = await waiting();
    await abandonDelta(fixture.ctx, {
      ...{ vaultId: first.vaultId, deltaId, request: requestBy(testDevice(1)) },
    });
    await commit(world, key, first, next);
    for (let at = 0; at < 3; at += 1) await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", abandonConfirmCount: 0 },
    });
    await world.node.mine(2);
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
  });
});

describe("a chain that cannot be read", () => {
  test("burns no retry in thirty minutes, and lands what waits when it is back", async () => {
    const { first, key, next, deltaId } = await waiting();
    await world.one.leave();
    for (let minute = 0; minute < 30; minute += 1) await lookAgain(first);
    await world.one.back();
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", retryCount: 0, divergenceCount: 0 },
      lastObservation: { kind: "unavailable", reason: "unreachable" },
    });
    await commit(world, key, first, next);
    await world.node.mine(2);
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    const page = { vaultId: first.vaultId, afterSeq: 1, limit: 50 };
    const { events } = await readEvents(fixture.ctx, page);
    expect(events.map(({ type }) => type)).toEqual([
      ...["delta.accepted", "source.unavailable", "source.recovered", "delta.canonical"],
    ]);
  });

  test("has another endpoint asked while the first is away or behind", async () => {
    const { first, key, next, deltaId } = await waiting();
    const { rpcUrls } = both();
    world.one.mood = { alter: (answer, { method }) => stuckAt(answer, method, "0x1") };
    await commit(world, key, first, next);
    await world.node.mine(2);
    await lookAgain(first, { rpcUrls });
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
  });
});

describe("endpoints that have to agree", () => {
  test("land nothing while one of them shows something else, whichever of them lies", async () => {
    const { first, key, next, deltaId } = await waiting();
    await commit(world, key, first, next);
    await world.node.mine(2);
    for (const liar of [world.one, world.two]) {
      liar.mood = { alter: (answer, { method }) => forged(answer, method) };
      await lookAgain(first, both());
      expect(await delta(first, deltaId)).toMatchObject({
        ...{ status: "candidate", divergenceCount: 0, retryCount: 0 },
        lastObservation: { kind: "unavailable", reason: "disagreement" },
      });
      liar.mood = {};
    }
    await lookAgain(first, both());
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
  });

  test("would have been overruled by one that lies, were one enough", async () => {
    const { first, deltaId } = await waiting();
    world.one.mood = { alter: (answer, { method }) => forged(answer, method) };
    await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ divergenceCount: 1 });
  });

  test("are read where both have come, and not at all while one is away", async () => {
    const { first, key, next, deltaId } = await waiting();
    await commit(world, key, first, next);
    await world.node.mine(2);
    const height = await world.node.client.getBlockNumber();
    const behind = `0x${(height - 1n).toString(16)}` as const;
    world.two.mood = { alter: (answer, { method }) => stuckAt(answer, method, behind) };
    await lookAgain(first, both());
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", lastObservation: { pending: { depth: 1 } } },
    });
    world.two.mood = { status: 503 };
    await lookAgain(first, both());
    expect(await delta(first, deltaId)).toMatchObject({
      lastObservation: { kind: "unavailable", reason: "refused" },
    });
    world.two.mood = {};
    await lookAgain(first, both());
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
  });
});

describe("a chain that goes back behind what was final", () => {
  test("takes no history back: it is unavailable until it has caught up", async () => {
    const anchor = await waiting();
    const { first, key, next, deltaId } = anchor;
    const rollBack = await world.node.snapshot();
    await commit(world, key, first, next);
    await world.node.mine(2);
    await lookAgain(first);
    const second = await submit(anchor, next, '{"n":2}');
    await rollBack();
    await world.node.mine(4);
    for (let at = 0; at < 3; at += 1) await lookAgain(first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    expect(await delta(first, second.deltaId)).toMatchObject({
      ...{ status: "candidate", retryCount: 0, divergenceCount: 0 },
    });
    expect(await vault(first)).toMatchObject({
      ...{ head: { nonce: 1 }, sourceUnavailableSince: expect.any(Date) },
    });
  });
});

interface Answer {
  readonly id: number;
  readonly result?: unknown;
}

function stuckAt(answer: Answer, method: string, result: string): Answer {
  return method === "eth_blockNumber" ? { ...answer, result } : answer;
}

/** A head at the nonce that is waited for, and another commitment. */
function forged(answer: Answer, method: string): Answer {
  const nonce = "1".padStart(64, "0");
  return method === "eth_call" ? { ...answer, result: `0x${"ab".repeat(32)}${nonce}` } : answer;
}
