import { systemClock } from "@homeport/platform";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ChainWorld, openChainWorld, settingsOf } from "../../../test/chain-world.ts";
import { openChain } from "./chain.ts";
import { openProbe } from "./probe-chain.ts";

let world: ChainWorld;
beforeAll(async () => {
  world = await openChainWorld();
  await world.node.mine(3);
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.one.mood = {};
  world.two.mood = {};
  world.one.asked.length = 0;
});

/** Of two endpoints, by a process that tries them for the first time. */
function openTwo() {
  const rpcUrls = [world.one.url, `${world.two.url}/a-key-of-ours`];
  return openProbe(systemClock, openChain(systemClock, settingsOf(world, { rpcUrls, quorum: 2 })));
}

const newest = async () => Number(await world.node.client.getBlockNumber());

describe("an operator who asks how a chain can be read", () => {
  test("is told how fast each endpoint answers and where it stands, and nothing of its address", async () => {
    const state = await openTwo()();
    const block = await newest();
    expect(state).toMatchObject({
      ...{ chainId: 31_337, quorum: 2, commonBlock: block, isAgreed: true },
      endpoints: [
        { place: 1, failure: null, block },
        { place: 2, failure: null, block },
      ],
    });
    for (const { tookMs, common } of state.endpoints) {
      expect(tookMs).toBeGreaterThanOrEqual(0);
      expect(common).toBe((await world.node.client.getBlock()).hash);
    }
    expect(JSON.stringify(state)).not.toMatch(/http|key/);
  });

  test("sees that two of them have different blocks, also where one is behind", async () => {
    const other = `0x${"ab".repeat(32)}`;
    world.two.mood = {
      alter: (answer, { method }) => {
        if (method === "eth_blockNumber") return { ...answer, result: "0x2" };
        if (method !== "eth_getBlockByNumber") return answer;
        return { ...answer, result: { number: "0x2", hash: other } };
      },
    };
    const state = await openTwo()();
    expect(state).toMatchObject({ commonBlock: 2, isAgreed: false });
    const { hash } = await world.node.client.getBlock({ blockNumber: 2n });
    expect(state.endpoints.map(({ common }) => common)).toEqual([hash, other]);
    expect(state.endpoints.map(({ block }) => block)).toEqual([await newest(), 2]);
  });

  test("sees why one cannot be read, and the others all the same", async () => {
    world.one.mood = { status: 429 };
    const block = await newest();
    expect(await openTwo()()).toMatchObject({
      ...{ commonBlock: block, isAgreed: true },
      endpoints: [
        { failure: "rate-limited", block: null, common: null },
        { failure: null, block },
      ],
    });
    world.two.mood = { status: 500 };
    expect(await openTwo()()).toMatchObject({
      ...{ commonBlock: null, isAgreed: true },
      endpoints: [{ failure: "rate-limited" }, { failure: "refused" }],
    });
  });

  test("asks the endpoints no more than the one before a moment ago", async () => {
    const probe = openTwo();
    const states = await Promise.all([probe(), probe()]);
    const asked = world.one.asked.length;
    states.push(await probe());
    expect(world.one.asked).toHaveLength(asked);
    expect(new Set(states).size).toBe(1);
  });
});
