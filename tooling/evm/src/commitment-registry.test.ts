import {
  type Address,
  type Hex,
  hexToBigInt,
  numberToHex,
  parseEventLogs,
  toHex,
  zeroHash,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deployRegistry } from "./deploy-registry.ts";
import { localChainId } from "./local-chain.ts";
import { openRegistry, type Registry } from "./registry.ts";
import { registryAbi, registryTypes } from "./registry-abi.ts";
import { type EvmNode, startNode } from "./start-node.ts";

let node: EvmNode;
let registry: Registry;
let sender: Address;
let stranger: Address;
beforeAll(async () => {
  node = await startNode();
  registry = openRegistry(node.client, await deployRegistry(node));
  [sender = "0x", stranger = "0x"] = await node.client.getAddresses();
}, 60_000);
afterAll(() => node[Symbol.asyncDispose]());

type Signer = ReturnType<typeof privateKeyToAccount>;

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const commitment = (n: number): Hex => numberToHex(n, { size: 32 });
/** Three who sign, in the order of their addresses. */
const [ann, bob, carl, eve] = Array.from({ length: 4 }, () =>
  privateKeyToAccount(generatePrivateKey()),
).sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1)) as [
  ...[Signer, Signer, Signer, Signer],
];

let salts = 0;
function newSalt(): Hex {
  salts += 1;
  return commitment(salts);
}

/** Rejects with the name of the contract's error. */
function errorOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => "none",
    (error: unknown) => /Error: (\w+)\(\)/.exec(String(error))?.[1] ?? String(error),
  );
}

async function register(signers: readonly Address[], threshold: number): Promise<Hex> {
  const salt = newSalt();
  await registry.register(sender, { salt, signers, threshold, initial: commitment(100) });
  return registry.keyOf(sender, salt);
}

const addresses = (signers: readonly Signer[]) => signers.map(({ address }) => address);

interface Signed {
  readonly key: Hex;
  readonly nonce?: number;
  readonly prev?: Hex;
  readonly next?: Hex;
  readonly chainId?: number;
  readonly contract?: Address;
  readonly version?: string;
}

/** A signature of a move from the first commitment to the second, but for what is told. */
function sign(signer: Signer, { key, ...other }: Signed): Promise<Hex> {
  return signer.signTypedData({
    domain: {
      name: "HomeportCommitmentRegistry",
      version: other.version ?? "1",
      chainId: other.chainId ?? localChainId,
      verifyingContract: other.contract ?? registry.address,
    },
    types: registryTypes,
    primaryType: "Advance",
    message: {
      key,
      nonce: BigInt(other.nonce ?? 1),
      prev: other.prev ?? commitment(100),
      next: other.next ?? commitment(101),
    },
  });
}

function signReplacement(
  signer: Signer,
  given: { key: Hex; nonce: number; signers: readonly Address[]; threshold: number },
): Promise<Hex> {
  return signer.signTypedData({
    domain: {
      ...{ name: "HomeportCommitmentRegistry", version: "1", chainId: localChainId },
      verifyingContract: registry.address,
    },
    types: registryTypes,
    primaryType: "Replace",
    message: {
      ...{ key: given.key, nonce: BigInt(given.nonce), signers: given.signers },
      threshold: BigInt(given.threshold),
    },
  });
}

const move = (key: Hex) => ({ key, prev: commitment(100), next: commitment(101) });

describe("registering a key", () => {
  test("shows its first commitment at nonce 0, and says so", async () => {
    const salt = newSalt();
    const key = await registry.keyOf(sender, salt);
    expect(await registry.head(key)).toEqual({ commitment: zeroHash, nonce: 0 });
    const given = { salt, signers: [sender], threshold: 1, initial: commitment(7) };
    const hash = await registry.register(sender, given);
    expect(await registry.head(key)).toEqual({ commitment: commitment(7), nonce: 0 });
    const { logs } = await node.client.waitForTransactionReceipt({ hash });
    expect(parseEventLogs({ abi: registryAbi, logs })).toMatchObject([
      { eventName: "Committed", args: { key, nonce: 0n, prev: zeroHash, next: commitment(7) } },
    ]);
  });

  test("takes one that nobody has: a second time it is refused, and another sender gets another key", async () => {
    const salt = newSalt();
    const given = { salt, signers: [sender], threshold: 1, initial: commitment(7) };
    await registry.register(sender, given);
    expect(await errorOf(registry.register(sender, given))).toBe("Exists");
    await registry.register(stranger, given);
    expect(await registry.keyOf(stranger, salt)).not.toBe(await registry.keyOf(sender, salt));
  });

  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => numberToHex(at + 1, { size: 20 }));
  test.each([
    ["nobody", () => [], 0, "BadThreshold"],
    ["a threshold of none", () => [ann.address], 0, "BadThreshold"],
    ["more signatures than signers", () => addresses([ann, bob]), 3, "BadThreshold"],
    ["one who is listed twice", () => addresses([ann, bob, ann]), 1, "NotSigner"],
    ["the zero address", () => [numberToHex(0, { size: 20 })], 1, "NotSigner"],
    ["33 signers", () => many(33), 1, "NotSigner"],
    ["a threshold that would not fit", () => many(3), 257, "BadThreshold"],
  ])("refuses %s", async (_what, signers, threshold, error) => {
    const given = { salt: newSalt(), signers: signers(), threshold, initial: commitment(7) };
    expect(await errorOf(registry.register(sender, given))).toBe(error);
  });

  test("takes 32 signers, in any order", async () => {
    expect(await register(many(32).reverse(), 32)).toMatch(/^0x/);
  });
});

describe("moving a key by its signer", () => {
  test("goes from what it shows to what is next, once", async () => {
    const key = await register([sender, stranger], 1);
    const hash = await registry.advance(stranger, move(key));
    expect(await registry.head(key)).toEqual({ commitment: commitment(101), nonce: 1 });
    const { logs } = await node.client.waitForTransactionReceipt({ hash });
    expect(parseEventLogs({ abi: registryAbi, logs })).toMatchObject([
      { args: { key, nonce: 1n, prev: commitment(100), next: commitment(101) } },
    ]);
    expect(await errorOf(registry.advance(sender, move(key)))).toBe("StaleBase");
  });

  test("is for signers alone, and only where one is enough", async () => {
    expect(await errorOf(registry.advance(stranger, move(await register([sender], 1))))).toBe(
      "NotSigner",
    );
    const shared = await register([sender, stranger], 2);
    expect(await errorOf(registry.advance(sender, move(shared)))).toBe("BadThreshold");
    const unknown = { key: commitment(1), prev: zeroHash, next: commitment(1) };
    expect(await errorOf(registry.advance(sender, unknown))).toBe("BadThreshold");
  });
});

describe("moving a key by signatures", () => {
  test("takes as many as are needed, from anybody who sends them", async () => {
    const key = await register(addresses([carl, ann, bob]), 2);
    const signatures = [await sign(ann, { key }), await sign(carl, { key })];
    await registry.advanceSigned(stranger, move(key), signatures);
    expect(await registry.head(key)).toEqual({ commitment: commitment(101), nonce: 1 });
  });

  test("takes them once: neither again, nor where the same versions come round", async () => {
    const key = await register([ann.address], 1);
    const there = [await sign(ann, { key })];
    await registry.advanceSigned(stranger, move(key), there);
    expect(await errorOf(registry.advanceSigned(stranger, move(key), there))).toMatch(
      /NotSigner|StaleBase/,
    );
    const back = { key, prev: commitment(101), next: commitment(100) };
    await registry.advanceSigned(stranger, back, [await sign(ann, { ...back, nonce: 2 })]);
    expect(await registry.head(key)).toEqual({ commitment: commitment(100), nonce: 2 });
    expect(await errorOf(registry.advanceSigned(stranger, move(key), there))).toBe("NotSigner");
  });

  test("starts from what the key shows", async () => {
    const key = await register([ann.address], 1);
    const from = { key, prev: commitment(5), next: commitment(6) };
    expect(await errorOf(registry.advanceSigned(stranger, from, [await sign(ann, from)]))).toBe(
      "StaleBase",
    );
  });

  test.each([
    ["fewer than are needed", (key: Hex) => [sign(ann, { key })], "BadThreshold"],
    ["none", () => [], "BadThreshold"],
    ["the same twice", (key: Hex) => [sign(ann, { key }), sign(ann, { key })], "BadSignature"],
    ["another order", (key: Hex) => [sign(carl, { key }), sign(ann, { key })], "BadSignature"],
    ["a stranger's", (key: Hex) => [sign(ann, { key }), sign(eve, { key })], "NotSigner"],
    [
      "a bad one beside enough good ones",
      (key: Hex) => [sign(ann, { key }), sign(bob, { key }), sign(eve, { key })],
      "NotSigner",
    ],
    [
      "a high s",
      (key: Hex) => [sign(ann, { key }).then(mirror), sign(bob, { key })],
      "BadSignature",
    ],
    [
      "another v",
      (key: Hex) => [sign(ann, { key }).then((one) => withV(one, 0)), sign(bob, { key })],
      "BadSignature",
    ],
    [
      "64 bytes",
      (key: Hex) => [
        sign(ann, { key }).then((one) => one.slice(0, 130) as Hex),
        sign(bob, { key }),
      ],
      "BadSignature",
    ],
    [
      "one that no key has made",
      (key: Hex) => [Promise.resolve(withV(toHex(0, { size: 65 }), 27)), sign(bob, { key })],
      "BadSignature",
    ],
  ])("refuses %s", async (_what, signed, error) => {
    const key = await register(addresses([ann, bob, carl]), 2);
    const signatures = await Promise.all(signed(key));
    expect(await errorOf(registry.advanceSigned(stranger, move(key), signatures))).toBe(error);
    expect((await registry.head(key)).nonce).toBe(0);
  });

  test("refuses what was signed for another key, nonce, chain, contract or version", async () => {
    const key = await register([ann.address], 1);
    const other = await register([ann.address], 1);
    const elsewhere = openRegistry(node.client, await deployRegistry(node));
    for (const signed of [
      { key: other },
      { key, nonce: 2 },
      { key, prev: commitment(5) },
      { key, next: commitment(5) },
      { key, chainId: 1 },
      { key, contract: elsewhere.address },
      { key, version: "2" },
    ]) {
      const act = registry.advanceSigned(stranger, move(key), [await sign(ann, signed)]);
      // Under another text the signature is that of somebody whom nobody knows.
      expect([signed, await errorOf(act)]).toEqual([signed, "NotSigner"]);
    }
    expect((await registry.head(key)).nonce).toBe(0);
  });

  test("of a key that nobody registered goes nowhere", async () => {
    const unknown = { key: commitment(1), prev: zeroHash, next: commitment(1) };
    const signatures = [await sign(ann, unknown)];
    expect(await errorOf(registry.advanceSigned(stranger, unknown, signatures))).toBe(
      "BadThreshold",
    );
  });
});

describe("replacing the signers of a key", () => {
  test("leaves the head, and has the new ones sign from then on", async () => {
    const key = await register([ann.address], 1);
    const to = { key, nonce: 0, signers: addresses([bob, carl]), threshold: 2 };
    await registry.replaceSigned(stranger, to, [await signReplacement(ann, to)]);
    expect(await registry.head(key)).toEqual({ commitment: commitment(100), nonce: 0 });
    const byAnn = registry.advanceSigned(stranger, move(key), [
      ...[await sign(ann, { key }), await sign(bob, { key })],
    ]);
    expect(await errorOf(byAnn)).toBe("NotSigner");
    await registry.advanceSigned(stranger, move(key), [
      ...[await sign(bob, { key }), await sign(carl, { key })],
    ]);
    const { address } = registry;
    const ask = { abi: registryAbi, address, functionName: "signersOf", args: [key] } as const;
    expect(await node.client.readContract(ask)).toEqual([...[addresses([bob, carl]), 2n, 1n]]);
  });

  test("is not done again by the same signatures, though those who gave them sign once more", async () => {
    const key = await register([ann.address], 1);
    const toBob = { key, nonce: 0, signers: addresses([ann, bob]), threshold: 1 };
    const signed = [await signReplacement(ann, toBob)];
    await registry.replaceSigned(stranger, toBob, signed);
    const back = { key, nonce: 1, signers: addresses([ann]), threshold: 1 };
    await registry.replaceSigned(stranger, back, [await signReplacement(bob, back)]);
    expect(await errorOf(registry.replaceSigned(stranger, toBob, signed))).toBe("NotSigner");
  });

  test("keeps to the rules of registering, and to signatures of the present signers", async () => {
    const key = await register([ann.address], 1);
    for (const [signers, threshold, error] of [
      [addresses([bob]), 2, "BadThreshold"],
      [addresses([bob, bob]), 1, "NotSigner"],
      [[numberToHex(0, { size: 20 })], 1, "NotSigner"],
    ] as const) {
      const to = { key, nonce: 0, signers, threshold };
      const act = registry.replaceSigned(stranger, to, [await signReplacement(ann, to)]);
      expect(await errorOf(act)).toBe(error);
    }
    const toEve = { key, nonce: 0, signers: addresses([eve]), threshold: 1 };
    const act = registry.replaceSigned(stranger, toEve, [await signReplacement(eve, toEve)]);
    expect(await errorOf(act)).toBe("NotSigner");
  });
});

/** The other signature of the same text by the same key. */
function mirror(signature: Hex): Hex {
  const s = order - hexToBigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("1b") ? 28 : 27;
  return withV(`${signature.slice(0, 66)}${s.toString(16).padStart(64, "0")}00` as Hex, v);
}

function withV(signature: Hex, v: number): Hex {
  return `${signature.slice(0, 130)}${v.toString(16).padStart(2, "0")}` as Hex;
}
