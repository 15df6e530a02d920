import { createVirtualClock, newId, systemClock } from "@homeport/platform";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ChainWorld,
  commit,
  openChainWorld,
  readingChain,
  registerVault,
  settingsOf,
} from "../../../test/chain-world.ts";
import { creationOf, makeVault, openFixture, type VaultsFixture } from "../../../test/fixture.ts";
import type { RpcAnswer, RpcRequest } from "../../../test/rpc-proxy.ts";
import { printHash } from "../../core/index.ts";
import { createVault, getVault, listChains, openSources, readerOf } from "../../index.ts";
import type { Source } from "../source.ts";
import { openChain } from "./chain.ts";
import { checkChains } from "./check-chains.ts";
import { evmRegistrySource } from "./evm-registry.ts";

type Hex = `0x${string}`;

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
  world.one.asked.length = 0;
});

const signal = new AbortController().signal;
const finality = { confirmations: 0 } as const;

/** A source that reads the chain for the first time. */
function sourceOf(given = {}, deadlineMs = 10_000): Source {
  const chain = openChain(systemClock, settingsOf(world, given), deadlineMs);
  return evmRegistrySource({ clock: systemClock, chains: [chain], finality });
}

const configOf = (key: string, given = {}) => ({
  ...{ chainId: 31_337, registry: world.registry.address, key, finality, ...given },
});
const observe = (source: Source, config: Readonly<Record<string, unknown>>) =>
  source.observe({ vaultId: "x", config, signal });

const hash = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
let salts = 0;
async function register(initial: Hex = hash(7)): Promise<Hex> {
  salts += 1;
  const given = { salt: hash(salts), signers: [world.account], threshold: 1, initial };
  await world.registry.register(world.account, given);
  return await world.registry.keyOf(world.account, hash(salts));
}

describe("what a vault may name", () => {
  const key = `0x${"AB".repeat(32)}`;

  test("is a key of an allowed registry on a known chain; it is kept in lower case, with its finality", () => {
    const given = { chainId: 31_337, registry: world.registry.address.toUpperCase(), key };
    given.registry = given.registry.replace("0X", "0x");
    const kept = { chainId: 31_337, registry: world.registry.address, key: key.toLowerCase() };
    expect(sourceOf().parseConfig(given)).toEqual({ ...kept, finality: { confirmations: 0 } });
    const safe = sourceOf({ finality: "safe" });
    expect(safe.parseConfig(given)).toEqual({ ...kept, finality: "safe" });
    expect(safe.parseConfig({ ...given, finality: "latest" })).toEqual({
      ...{ ...kept, finality: { confirmations: 0 } },
    });
  });

  test("is told to those who create vaults, without a word of where a chain is read", () => {
    const chains = [settingsOf(world), settingsOf(world, { chainId: 10, registries: null })];
    const input = { stage: "prod", sql: fixture.db.sql, clock: systemClock, chains } as const;
    const { sources } = openSources(input);
    expect(listChains({ sources })).toEqual([
      {
        ...{ chainId: 31_337, registries: [world.registry.address] },
        finality: { confirmations: 12 },
      },
      { chainId: 10, registries: null, finality: { confirmations: 12 } },
    ]);
    expect(listChains({ sources: openSources({ ...input, chains: [] }).sources })).toEqual([]);
  });

  test("is nothing else: each of these is SOURCE_NOT_ALLOWED, and stores nothing", async () => {
    const { registry } = world;
    const { ctx } = readingChain(fixture, settingsOf(world)).fixture;
    const good = { chainId: 31_337, registry: registry.address, key };
    for (const wrong of [
      { chainId: 1 },
      { registry: hash(1).slice(0, 42) },
      { key: "0x12" },
      { finality: "soon" },
      { finality: { confirmations: -1 } },
      { rpcUrl: world.one.url },
    ]) {
      const { prepared, request, input } = creationOf({
        ...{ sourceKind: "evm-registry", source: { ...good, ...wrong } },
      });
      await expect(createVault(ctx, request, input), JSON.stringify(wrong)).rejects.toMatchObject({
        code: "SOURCE_NOT_ALLOWED",
      });
      await expect(getVault(ctx, readerOf(ctx), prepared.next)).rejects.toMatchObject({
        code: "VAULT_NOT_FOUND",
      });
    }
    expect(world.one.asked).toEqual([]);
  });
});

describe("a vault that is about to be", () => {
  const reading = () => readingChain(fixture, settingsOf(world)).fixture.ctx;
  const stateOf = async (vaultId: string) =>
    (await getVault(fixture.ctx, readerOf(fixture.ctx), { vaultId })).sourceState;

  test("is verified where its commitment is registered, and deep enough", async () => {
    const { id, source } = await registerVault(world);
    await makeVault(reading(), { id, sourceKind: "evm-registry", source });
    expect(await stateOf(id)).toBe("unverified");
    const other = await registerVault(world);
    await world.node.mine(2);
    await makeVault(reading(), { id: other.id, sourceKind: "evm-registry", source: other.source });
    expect(await stateOf(other.id)).toBe("verified");
  });

  test("is refused where something else is, or where it cannot be known", async () => {
    const { source } = await registerVault(world, finality);
    const mismatch = makeVault(reading(), { id: newId(), sourceKind: "evm-registry", source });
    await expect(mismatch).rejects.toMatchObject({ code: "SOURCE_MISMATCH" });
    world.one.mood = { status: 500 };
    const away = makeVault(reading(), { id: newId(), sourceKind: "evm-registry", source });
    await expect(away).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
  });
});

describe("a look", () => {
  test("asks for both heads in one request, and for the height once a second", async () => {
    const key = await register();
    await world.node.mine();
    const clock = createVirtualClock();
    const chain = openChain(clock, settingsOf(world));
    const of = { registry: world.registry.address, key, finality: { confirmations: 1 } };
    const heads = { final: { nonce: 0 }, newest: { nonce: 0 } };
    expect(await chain.readHeads([of])).toMatchObject([heads]);
    const [height, read] = [
      ["eth_blockNumber", "eth_chainId"],
      ["eth_call", "eth_call"],
    ];
    expect(world.one.asked).toEqual([height, read]);
    await clock.advance(999);
    await chain.readHeads([of]);
    expect(world.one.asked).toEqual([height, read, read]);
    await clock.advance(1);
    await chain.readHeads([of]);
    expect(world.one.asked).toEqual([height, read, read, height, read]);
  });

  test.each(["safe", "finalized"] as const)(
    "takes the chain's word for what is %s",
    async (named) => {
      const key = await register();
      const seen = await observe(sourceOf(), configOf(key, { finality: named }));
      expect(seen).toMatchObject({ kind: "present", nonce: 0 });
      expect(world.one.asked.flat()).toContain("eth_getBlockByNumber");
    },
  );

  test("is one of a thousand at keys that moved in one block: fifty of them share a request", async () => {
    const { node, account, registry } = world;
    await node.setAutomine(false);
    const keys: Hex[] = [];
    for (let at = 0; at < 10; at += 1) keys.push(await register(hash(at + 1)));
    await node.mine();
    await node.setAutomine(true);
    const source = sourceOf();
    // A thousand looks, each at one of ten: who waits for which key makes no difference to what is asked.
    const configs = Array.from({ length: 1_000 }, (_, at) => configOf(keys[at % 10] ?? "0x"));
    await source.observe({ vaultId: "x", config: configs[0] ?? {}, signal });
    for (const [at, key] of keys.entries()) {
      await registry.advance(account, { key, prev: hash(at + 1), next: hash(at + 101) });
    }
    world.one.asked.length = 0;
    const seen = await sourceOf().observeMany?.(
      configs.map((config) => ({ vaultId: "x", config, signal })),
    );
    expect(seen?.map((one) => (one.kind === "present" ? printHash(one.commitment) : one))).toEqual(
      configs.map((_, at) => hash((at % 10) + 101)),
    );
    expect(world.one.asked.length).toBeLessThanOrEqual(21);
    expect(Math.max(...world.one.asked.map((methods) => methods.length))).toBeLessThanOrEqual(100);
  });

  test("at a chain that is not as long as final is deep shows nothing yet, and what is coming", async () => {
    const key = await register();
    const seen = await observe(sourceOf(), configOf(key, { finality: { confirmations: 9_999 } }));
    expect(seen).toMatchObject({ kind: "absent", pending: { nonce: 0, finalDepth: 9_999 } });
  });

  test("at a key that nobody registered shows nothing, and one before the registry was there neither", async () => {
    expect(await observe(sourceOf(), configOf(hash(99)))).toEqual({ kind: "absent" });
    const nowhere = configOf(hash(1), { registry: world.account });
    expect(await observe(sourceOf({ registries: null }), nowhere)).toEqual({
      ...{ kind: "unavailable", reason: "no-registry" },
    });
    const block = Number(await world.node.client.getBlockNumber());
    const early = configOf(await register(), { finality: { confirmations: block + 1 } });
    expect(await observe(sourceOf(), early)).toMatchObject({ kind: "absent" });
  });

  test("at the past finds the move to a nonce, once it is final", async () => {
    const { id, key, source: config } = await registerVault(world, { confirmations: 1 });
    const first = creationOf({ id }).prepared.next;
    const next = { ...first, commitment: Uint8Array.from({ length: 32 }, () => 5), nonce: 1 };
    await commit(world, key, first, next);
    const past = async (nonce: number) => {
      const seen = await sourceOf().observeAt?.({ vaultId: id, config, signal }, nonce);
      return seen?.kind === "present" ? [seen.nonce, printHash(seen.commitment)] : seen?.kind;
    };
    expect(await past(0)).toEqual([0, printHash(first.commitment)]);
    expect(await past(1)).toBe("absent");
    await world.node.mine();
    expect(await past(1)).toEqual([1, printHash(next.commitment)]);
    expect(await past(2)).toBe("absent");
  });
});

describe("an endpoint that is no good", () => {
  const leaveOut = (answer: RpcAnswer, { method }: RpcRequest) =>
    method === "eth_call" ? undefined : answer;
  const result =
    (value: unknown) =>
    (answer: RpcAnswer, { method }: RpcRequest) =>
      method === "eth_call" ? { id: answer.id, result: value } : answer;

  test.each([
    ["refuses", { status: 500 }, { reason: "refused" }],
    ["sends elsewhere", { status: 302, headers: { location: "/x" } }, { reason: "unreachable" }],
    [
      "has enough of us",
      { status: 429, headers: { "retry-after": "30" } },
      { reason: "rate-limited", retryAfterMs: 30_000 },
    ],
    ["speaks no JSON", { body: "<html>" }, { reason: "malformed" }],
    ["answers to nothing that was asked", { body: "[]" }, { reason: "malformed" }],
    ["answers without end", { body: " ".repeat(5 * 1024 ** 2) }, { reason: "malformed" }],
    ["leaves answers out", { alter: leaveOut }, { reason: "malformed" }],
    ["gives something else", { alter: result({ no: "hex" }) }, { reason: "malformed" }],
    ["gives too little", { alter: result("0x12") }, { reason: "malformed" }],
    [
      "says no to a call",
      {
        alter: ({ id }: RpcAnswer) => ({ id, error: { code: -32_000, message: "no" } }),
      },
      { reason: "refused" },
    ],
    [
      "says that it was asked too much",
      {
        alter: ({ id }: RpcAnswer) => ({ id, error: { code: -32_005, message: "no" } }),
      },
      { reason: "rate-limited" },
    ],
  ])("since it %s is unavailable, and says why", async (_what, mood, seen) => {
    const key = await register();
    world.one.mood = mood;
    expect(await observe(sourceOf(), configOf(key))).toEqual({ kind: "unavailable", ...seen });
  });

  test("since it hangs is unavailable at its deadline, and is not asked again meanwhile", async () => {
    const key = await register();
    world.one.mood = { hangs: true };
    const seen = await observe(sourceOf({}, 300), configOf(key));
    expect(seen).toEqual({ kind: "unavailable", reason: "timeout" });
    expect(world.one.asked).toHaveLength(1);
  });

  test("since it has come to serve another chain is unavailable", async () => {
    const key = await register();
    world.one.mood = {
      alter: (answer, { method }) =>
        method === "eth_chainId" ? { ...answer, result: "0x1" } : answer,
    };
    expect(await observe(sourceOf(), configOf(key))).toEqual({
      ...{ kind: "unavailable", reason: "wrong-chain" },
    });
  });

  test("for a chain that this process was not told of is unavailable", async () => {
    const config = configOf(hash(1), { chainId: 5 });
    const unknown = { kind: "unavailable", reason: "not-allowed" };
    expect(await observe(sourceOf(), config)).toEqual(unknown);
    expect(await sourceOf().observeAt?.({ vaultId: "x", config, signal }, 1)).toEqual(unknown);
  });
});

describe("an endpoint that hangs beside others", () => {
  /** The first of three, all of which have to be heard of a look within its deadline. */
  const three = (quorum: number) =>
    sourceOf({ rpcUrls: [world.one.url, world.two.url, `${world.node.url}/`], quorum }, 3_000);

  test.each([1, 2])("leaves the chain readable where %i of three have to agree", async (quorum) => {
    const key = await register();
    world.one.mood = { hangs: true };
    const seen = await observe(three(quorum), configOf(key));
    expect(seen).toMatchObject({ kind: "present", nonce: 0 });
  });

  test("leaves it readable where it has told how high it stands, and hangs then", async () => {
    const key = await register();
    const source = three(2);
    await observe(source, configOf(key));
    world.one.mood = { hangs: true };
    const started = performance.now();
    const seen = await observe(source, configOf(key));
    expect(seen).toMatchObject({ kind: "present", nonce: 0 });
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  test("makes it unavailable where too few are left to agree", async () => {
    const key = await register();
    world.one.mood = { hangs: true };
    world.two.mood = { hangs: true };
    const seen = await observe(three(2), configOf(key));
    expect(seen).toEqual({ kind: "unavailable", reason: "timeout" });
  });
});

describe("before anything rests on a chain", () => {
  const check = (...given: object[]) =>
    checkChains(given.map((one) => openChain(systemClock, settingsOf(world, one))));

  test("an endpoint that serves another is a problem that names variable and chain, and no address", async () => {
    const wrong = check({}, { chainId: 10, rpcUrls: [`${world.two.url}/secret-key`] });
    await expect(wrong).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      lines: [
        "HOMEPORT_VAULT_CHAINS: names endpoint 1 for chain 10, and it serves chain 31337. Give endpoints of chain 10 alone.",
      ],
    });
  });

  test("an endpoint that does not answer is none", async () => {
    world.one.mood = { status: 500 };
    await expect(check({})).resolves.toBeUndefined();
  });
});
