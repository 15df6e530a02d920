import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TestSigner, testDevice } from "../../test/signing.ts";
import { nodePrimitives } from "../primitives/node.ts";
import { toBase64Url, utf8 } from "./bytes.ts";
import { type PreparedDelta, prepareCreation, prepareDelta, type VaultVersion } from "./delta.ts";
import { foldCreation, foldDelta, type RecordedDelta } from "./fold.ts";
import { noHash } from "./hash.ts";
import { VaultIntegrityError } from "./integrity.ts";
import type { Roster } from "./roster.ts";

const vaultId = "01890a5d-ac96-774b-bcce-b302099a8057";
const signers = [testDevice(1), testDevice(2), testDevice(3)] as const;
const [ann, bob, eve] = signers;

function rosterOf(threshold: number, voters: readonly TestSigner[]): Roster {
  return { threshold, signers: voters.map(({ id }) => ({ id, role: "voter", label: "Someone" })) };
}

function record(delta: PreparedDelta, by: readonly TestSigner[]): RecordedDelta {
  const { kind, payload, prev, signingText } = delta;
  const signatures = by.map(({ id, sign }) => ({ signerId: id, signature: sign(signingText) }));
  return { kind, payload, prev, next: delta.next.commitment, signatures };
}

interface History {
  readonly roster: Roster;
  readonly records: readonly [RecordedDelta, ...RecordedDelta[]];
  readonly head: VaultVersion;
}

/** A vault of Ann's, then of two of three, then with Ann gone, then released; each step signed by who has a say. */
function makeHistory(): History {
  const roster = rosterOf(1, [ann]);
  const creation = prepareCreation(nodePrimitives, {
    vaultId,
    mode: "json",
    roster,
    payload: utf8('{"n":0}'),
  });
  const records: [RecordedDelta, ...RecordedDelta[]] = [record(creation, [ann])];
  let head = creation.next;
  const move = (kind: string, payload: unknown, by: readonly TestSigner[]) => {
    const delta = prepareDelta(nodePrimitives, head, {
      kind,
      payload: utf8(JSON.stringify(payload)),
    });
    records.push(record(delta, by));
    head = delta.next;
  };
  move("merge-patch@1", { n: 1 }, [ann]);
  move("roster@1", rosterOf(2, signers), [ann]);
  move("json-patch@1", [{ op: "replace", path: "/n", value: 2 }], [bob, eve]);
  move("roster@1", rosterOf(1, [bob, eve]), [ann, bob]);
  move("replace@1", { n: 3 }, [eve]);
  move("release@1", {}, [bob]);
  return { roster, records, head };
}

/** What a reader who believes nothing finds: the head's state, or the first broken promise. */
function fold({ roster, records }: Pick<History, "roster" | "records">): string {
  try {
    const [creation, ...deltas] = records;
    const first = foldCreation(nodePrimitives, { vaultId, mode: "json", roster }, creation);
    const head = deltas.reduce((from, delta) => foldDelta(nodePrimitives, from, delta), first);
    return new TextDecoder().decode(head.stateBytes);
  } catch (error) {
    if (error instanceof VaultIntegrityError) return `${error.check} at ${error.at}`;
    throw error;
  }
}

describe("the history of a vault", () => {
  const history = makeHistory();
  const changed = (at: number, change: Partial<RecordedDelta>) => {
    const records = history.records.map((one, nonce) =>
      nonce === at ? { ...one, ...change } : one,
    );
    return fold({ ...history, records: records as [RecordedDelta, ...RecordedDelta[]] });
  };
  const signaturesBy = (at: number, by: readonly TestSigner[]): RecordedDelta["signatures"] => {
    const from = history.records
      .slice(0, at)
      .reduce<VaultVersion | null>(
        (version, one) =>
          version === null
            ? foldCreation(nodePrimitives, { vaultId, mode: "json", roster: history.roster }, one)
            : foldDelta(nodePrimitives, version, one),
        null,
      );
    const delta = history.records[at];
    if (from === null || delta === undefined) throw new Error("no such delta");
    return record(prepareDelta(nodePrimitives, from, delta), by).signatures;
  };

  test("folds to its head", () => {
    expect(fold(history)).toBe('{"n":3}');
    expect(history.head).toMatchObject({ nonce: 6, isReleased: true });
  });

  test("shows a signature by somebody who had no say at that time", () => {
    expect(changed(1, { signatures: signaturesBy(1, [bob]) })).toBe("DELTA_SIGNATURE at 1");
    expect(changed(3, { signatures: signaturesBy(3, [ann]) })).toBe("DELTA_SIGNATURE at 3");
    expect(changed(5, { signatures: signaturesBy(5, [ann]) })).toBe("DELTA_SIGNATURE at 5");
    expect(changed(5, { signatures: signaturesBy(5, [bob]) })).toBe('{"n":3}');
    expect(changed(0, { signatures: [] })).toBe("DELTA_SIGNATURE at 0");
  });

  test("shows another creation, another roster, an exchanged kind and a delta after the release", () => {
    const roster = rosterOf(1, [ann, bob]);
    expect(fold({ ...history, roster })).toBe("COMMITMENT at 0");
    expect(changed(0, { kind: "replace@1" })).toBe("COMMITMENT at 0");
    expect(changed(5, { kind: "merge-patch@1" })).toBe("DELTA_SIGNATURE at 5");
    expect(changed(5, { kind: "replace@2" })).toBe("COMMITMENT at 5");
    const [first, ...rest] = history.records;
    const last = rest.at(-1) ?? first;
    expect(fold({ ...history, records: [first, ...rest, last] })).toBe("COMMITMENT at 7");
    expect(changed(4, { prev: noHash })).toBe("COMMITMENT at 4");
  });

  test("shows any bit that is flipped anywhere in it", () => {
    const flip = (bytes: Uint8Array, bit: number) => {
      const copy = Uint8Array.from(bytes);
      const at = Math.floor(bit / 8) % copy.length;
      copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
      return copy;
    };
    const fields = fc.constantFrom("payload", "prev", "next", "signature");
    fc.assert(
      fc.property(fc.nat({ max: 6 }), fields, fc.nat({ max: 100_000 }), (at, field, bit) => {
        const one = history.records[at] ?? history.records[0];
        const [signature] = one.signatures;
        const bytes = Buffer.from(signature?.signature ?? "", "base64url");
        const damaged = {
          signerId: signature?.signerId ?? "",
          signature: toBase64Url(flip(bytes, bit)),
        };
        const change =
          field === "signature"
            ? { signatures: [damaged, ...one.signatures.slice(1)] }
            : { [field]: flip(one[field], bit) };
        expect(changed(at, change)).toMatch(/^(COMMITMENT|DELTA_SIGNATURE) at /);
      }),
      { numRuns: 300 },
    );
  });
});
