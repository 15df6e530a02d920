import { describe, expect, test } from "vitest";
import { testServerKey } from "../../test/signing.ts";
import { nodePrimitives } from "../primitives/node.ts";
import {
  type Acknowledgement,
  type ChainEnd,
  followChain,
  type SignedAcknowledgement,
  startChain,
  writeAcknowledgement,
} from "./acknowledgement.ts";
import { equalBytes, utf8 } from "./bytes.ts";
import { noHash } from "./hash.ts";
import { VaultIntegrityError } from "./integrity.ts";
import {
  followServerKeys,
  type ServerKey,
  type ServerKeyRing,
  serverKeyId,
  writeSuccession,
} from "./server-key.ts";

const vaultId = "01890a5d-ac96-774b-bcce-b302099a8057";
const { sha256 } = nodePrimitives;
const [first, second, third] = [testServerKey(1), testServerKey(2), testServerKey(3)];

const start: ServerKey = { publicKey: first.publicKey, createdAtMs: 1, successionSignature: null };

function heir(from: typeof first, to: typeof first, createdAtMs: number): ServerKey {
  const message = writeSuccession(from.publicKey, to.publicKey, createdAtMs);
  return { publicKey: to.publicKey, createdAtMs, successionSignature: from.sign(message) };
}

const keys = [start, heir(first, second, 2), heir(second, third, 3)];
const ring = followServerKeys(nodePrimitives, first.publicKey, keys);

function acknowledge(
  seq: number,
  prevHash: Uint8Array,
  key = first,
  change: Partial<Acknowledgement> = {},
): SignedAcknowledgement {
  const acknowledgement: Acknowledgement = {
    vaultId,
    seq,
    nonce: seq - 1,
    prev: sha256(utf8(`state ${seq - 1}`)),
    next: sha256(utf8(`state ${seq}`)),
    digest: sha256(utf8(`delta ${seq}`)),
    acceptedAtMs: 1_700_000_000_000 + seq,
    prevHash,
    ...change,
  };
  const message = writeAcknowledgement(acknowledgement);
  const keyId = serverKeyId(nodePrimitives, key.publicKey);
  return { ...acknowledgement, hash: sha256(message), keyId, signature: key.sign(message) };
}

/** Six acknowledgements; the last three are signed by the second key. */
function makeChain(): SignedAcknowledgement[] {
  const chain: SignedAcknowledgement[] = [];
  for (let seq = 1; seq <= 6; seq += 1) {
    chain.push(acknowledge(seq, chain.at(-1)?.hash ?? noHash, seq <= 3 ? first : second));
  }
  return chain;
}

type Follow = (end: ChainEnd, next: SignedAcknowledgement, ring: ServerKeyRing) => ChainEnd;
const follow: Follow = (end, next, keyRing) => followChain(nodePrimitives, keyRing, end, next);

/** The planted fault: it believes each acknowledgement by itself. */
const followWithoutChain: Follow = (_end, next, keyRing) =>
  follow({ vaultId: next.vaultId, seq: next.seq - 1, hash: next.prevHash }, next, keyRing);

/** What a walk over the chain finds, as `check at`; "whole" when it finds nothing. */
function walk(chain: readonly SignedAcknowledgement[], step = follow, keyRing = ring): string {
  try {
    let end = startChain(vaultId);
    for (const next of chain) end = step(end, next, keyRing);
    return "whole";
  } catch (error) {
    if (error instanceof VaultIntegrityError) return `${error.check} at ${error.at}`;
    throw error;
  }
}

describe("the chain of acknowledgements", () => {
  const chain = makeChain();
  const [one, two, three, four, five, six] = chain as [
    ...(readonly [SignedAcknowledgement, SignedAcknowledgement, SignedAcknowledgement]),
    ...(readonly [SignedAcknowledgement, SignedAcknowledgement, SignedAcknowledgement]),
  ];

  test("is whole as it was given, also over a change of the server's key", () => {
    expect(walk(chain)).toBe("whole");
    const end = { vaultId, seq: 3, hash: three.hash };
    expect(follow(end, four, ring)).toEqual({ vaultId, seq: 4, hash: four.hash });
  });

  const rewritten = acknowledge(3, two.hash, first, { digest: sha256(utf8("another")) });
  const elsewhere = acknowledge(1, noHash, first, { vaultId: vaultId.replace("0", "1") });
  const tampered: [string, SignedAcknowledgement[], string][] = [
    ["one dropped", [one, two, four, five, six], "ACK_CHAIN at 4"],
    ["two exchanged", [one, three, two, four], "ACK_CHAIN at 3"],
    ["one repeated", [one, two, two], "ACK_CHAIN at 2"],
    ["one rewritten and signed again", [one, two, rewritten, four], "ACK_CHAIN at 4"],
    ["a beginning that is none", [two, three], "ACK_CHAIN at 2"],
    ["one that begins anew", [one, acknowledge(2, noHash)], "ACK_CHAIN at 2"],
    ["the chain of another vault", [elsewhere], "ACK_CHAIN at 1"],
  ];
  test.each(tampered)("shows %s", (_what, seen, found) => {
    expect(walk(seen)).toBe(found);
  });

  test("would hide all of that if each acknowledgement were believed by itself", () => {
    const found = tampered.map(([, seen]) => walk(seen, followWithoutChain));
    expect(found).toEqual(tampered.map(() => "whole"));
  });

  test.each<[string, Partial<SignedAcknowledgement>, string]>([
    ["nonce", { nonce: 7 }, "ACK_CHAIN at 6"],
    ["time", { acceptedAtMs: 1 }, "ACK_CHAIN at 6"],
    ["vault", { vaultId: vaultId.replace("0", "1") }, "ACK_CHAIN at 6"],
    ["next", { next: noHash }, "ACK_CHAIN at 6"],
    ["hash", { hash: noHash }, "ACK_CHAIN at 6"],
    ["signature", { signature: new Uint8Array(64) }, "ACK_SIGNATURE at 6"],
    ["signature's length", { signature: new Uint8Array(63) }, "ACK_SIGNATURE at 6"],
    ["signature, by one of another", { signature: five.signature }, "ACK_SIGNATURE at 6"],
    ["key", { keyId: one.keyId }, "ACK_SIGNATURE at 6"],
    ["key, by an unknown one", { keyId: "0000000000000000" }, "ACK_SIGNATURE at 6"],
  ])("shows a changed %s", (_what, change, found) => {
    expect(walk([...chain.slice(0, 5), { ...six, ...change }])).toBe(found);
  });

  test("shows a stranger's signature over the very same words", () => {
    const forged = acknowledge(1, noHash, third);
    const known = followServerKeys(nodePrimitives, first.publicKey, [start]);
    expect(walk([forged], follow, known)).toBe("ACK_SIGNATURE at 1");
  });
});

describe("the keys of a server", () => {
  const ids = (pinned: Uint8Array, list: readonly ServerKey[]) => {
    try {
      return [...followServerKeys(nodePrimitives, pinned, list).values()].map(
        (key) => 1 + [first, second, third].findIndex((one) => equalBytes(one.publicKey, key)),
      );
    } catch (error) {
      return error instanceof VaultIntegrityError ? `${error.check} at ${error.at}` : error;
    }
  };

  test("are believed from the pinned one on, not before it", () => {
    expect(ids(first.publicKey, keys)).toEqual([1, 2, 3]);
    expect(ids(second.publicKey, keys)).toEqual([2, 3]);
    expect(ids(third.publicKey, keys)).toEqual([3]);
  });

  test.each([
    ["without the pinned one", [heir(second, third, 3)], "KEY_SUCCESSION at 0"],
    [
      "with one that nobody named",
      [start, { ...start, publicKey: second.publicKey }],
      "KEY_SUCCESSION at 1",
    ],
    ["with one that names itself", [start, heir(second, second, 2)], "KEY_SUCCESSION at 1"],
    ["with one left out", [start, heir(second, third, 3)], "KEY_SUCCESSION at 1"],
    [
      "with another time",
      [start, { ...heir(first, second, 2), createdAtMs: 3 }],
      "KEY_SUCCESSION at 1",
    ],
  ])("are not believed %s", (_what, list, found) => {
    expect(ids(first.publicKey, list)).toBe(found);
  });

  test("do not pass to a key for which everybody can sign", () => {
    const weak = {
      ...first,
      publicKey: Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0)),
    };
    expect(ids(first.publicKey, [start, heir(first, weak, 2)])).toBe("KEY_SUCCESSION at 1");
  });
});
