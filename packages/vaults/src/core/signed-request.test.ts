import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refused } from "../../test/refused.ts";
import { testDevice, testWallet } from "../../test/signing.ts";
import { nodePrimitives } from "../primitives/node.ts";
import { utf8 } from "./bytes.ts";
import { verifySignature } from "./signature.ts";
import { judgeTimestamp, readRequestClaim } from "./signed-request.ts";
import { type RequestFacts, writeRequestText } from "./texts.ts";

const ann = testDevice(1);
const vaultId = "01890a5d-ac96-774b-bcce-b302099a8057";
const authorities = new Set(["vaults.example", "localhost:3000"]);
const headers: Readonly<Record<string, string>> = {
  "x-homeport-signer": ann.id,
  "x-homeport-authority": "vaults.example",
  "x-homeport-timestamp": "1700000000000",
  "x-homeport-signature": "c2ln",
};
const request: RequestFacts = {
  method: "POST",
  authority: "vaults.example",
  path: `/api/v1/vaults/${vaultId}/deltas`,
  query: "limit=5",
  vaultId,
  signerId: ann.id,
  timestampMs: 1_700_000_000_000,
  bodySha256: nodePrimitives.sha256(utf8("{}")),
};

function read(changed: Readonly<Record<string, string | null>>, path = request.path, query = "") {
  const all: Readonly<Record<string, string | null>> = { ...headers, ...changed };
  const header = (name: string) => all[name] ?? null;
  return readRequestClaim({ method: "POST", path, query, header }, authorities);
}

const others: readonly [string, Partial<RequestFacts>][] = [
  ["method", { method: "DELETE" }],
  ["authority", { authority: "localhost:3000" }],
  ["path", { path: `${request.path}/abandon` }],
  ["query", { query: "limit=50" }],
  ["body", { bodySha256: nodePrimitives.sha256(utf8("{ }")) }],
  ["vault", { vaultId: null }],
  ["time", { timestampMs: request.timestampMs + 1 }],
];

/** The requests beside its own that one signature opens, where `write` makes the text that is signed. */
function openedBeside(write: (request: RequestFacts) => string): string[] {
  const signature = ann.sign(write(request));
  return others.flatMap(([what, change]) => {
    const text = write({ ...request, ...change });
    return verifySignature(nodePrimitives, ann.id, text, signature) ? [what] : [];
  });
}

describe("a signed request", () => {
  test.each([ann, testWallet(1)])("is verified with the key that it names: $id", (signer) => {
    const text = writeRequestText({ ...request, signerId: signer.id });
    expect(verifySignature(nodePrimitives, signer.id, text, signer.sign(text))).toBe(true);
  });

  test("for one method, authority, path, query, body, vault or time opens nothing else", () => {
    expect(openedBeside(writeRequestText)).toEqual([]);
  });

  test("would open other paths if its text left the path out", () => {
    const without = (facts: RequestFacts) => writeRequestText({ ...facts, path: "" });
    expect(openedBeside(without)).toEqual(["path"]);
  });

  test("of one signer is none of another, whose name is in the text as well", () => {
    const signature = ann.sign(writeRequestText(request));
    const other = testDevice(2).id;
    const text = writeRequestText({ ...request, signerId: other });
    expect(verifySignature(nodePrimitives, other, text, signature)).toBe(false);
    expect(verifySignature(nodePrimitives, ann.id, text, signature)).toBe(false);
  });

  test("says who asks, where and when", () => {
    expect(read({})).toEqual({
      method: "POST",
      path: request.path,
      query: "",
      signerId: ann.id,
      authority: "vaults.example",
      timestampMs: 1_700_000_000_000,
      signature: "c2ln",
    });
  });

  test.each([
    ["x-homeport-signer", null],
    ["x-homeport-signer", "ann"],
    ["x-homeport-authority", null],
    ["x-homeport-authority", "VAULTS.example"],
    ["x-homeport-authority", "evil.example"],
    ["x-homeport-authority", "vaults.example:443"],
    ["x-homeport-timestamp", null],
    ["x-homeport-timestamp", ""],
    ["x-homeport-timestamp", "-1"],
    ["x-homeport-timestamp", "01"],
    ["x-homeport-timestamp", "1e12"],
    ["x-homeport-timestamp", "1700000000000.5"],
    ["x-homeport-timestamp", "9007199254740992"],
    ["x-homeport-timestamp", "99999999999999999999"],
    ["x-homeport-signature", null],
    ["x-homeport-signature", ""],
  ])("with %s %j is turned away without a reason", (name, value) => {
    expect(refused(() => read({ [name]: value }))).toEqual({ code: "AUTH_FAILED" });
  });

  test.each([
    "",
    "api",
    "/a%2fb",
    "/a b",
    "/a+b",
    "/é",
    "/a?b",
    "/a#b",
    "/a;b",
    "/a\\b",
    "/a\u0000",
  ])("to the path %j is refused, for it could be read in two ways", (path) => {
    expect(refused(() => read({}, path))).toEqual({ code: "REQUEST_INVALID", part: "path" });
  });

  test.each(["a=%20", "a+b", "?a", "a=b;c", "a[]=1"])("with the query %j is refused", (query) => {
    expect(refused(() => read({}, "/a", query))).toEqual({
      code: "REQUEST_INVALID",
      part: "query",
    });
  });

  test("with an encoded body is refused before its signature is looked at", () => {
    const gzip = { "content-encoding": "gzip", "x-homeport-signature": null };
    expect(refused(() => read(gzip))).toEqual({ code: "MEDIA_TYPE" });
    expect(read({ "content-encoding": "identity" }).signerId).toBe(ann.id);
  });

  test("of any shape is read or refused with a code", () => {
    const text = fc.string({ unit: fc.constantFrom("/", "a", "1", ":", "%", " ", "é", "\n", "") });
    fc.assert(
      fc.property(text, text, text, text, (path, query, authority, timestamp) => {
        const changed = { "x-homeport-authority": authority, "x-homeport-timestamp": timestamp };
        expect(refused(() => read(changed, path, query))).not.toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe("the time of a request", () => {
  const storeNowMs = 1_700_000_300_000;
  const judge = (timestampMs: number, lastMs: number | null) =>
    judgeTimestamp({ timestampMs, storeNowMs, lastMs, freshnessMs: 300_000 });

  test("may lie five minutes from the store's, before it or after", () => {
    expect(judge(storeNowMs - 300_000, null)).toEqual({ isFresh: true });
    expect(judge(storeNowMs + 300_000, 5)).toEqual({ isFresh: true });
    const stale = { isFresh: false, code: "AUTH_STALE", serverTimeMs: storeNowMs };
    expect(judge(storeNowMs - 300_001, 7)).toEqual({ ...stale, minTimestampMs: 8 });
    expect(judge(storeNowMs + 300_001, null)).toEqual({ ...stale, minTimestampMs: 0 });
  });

  test("of a change lies after every time that its signer has used", () => {
    expect(judge(storeNowMs, storeNowMs - 1)).toEqual({ isFresh: true });
    for (const lastMs of [storeNowMs, storeNowMs + 1]) {
      expect(judge(storeNowMs, lastMs)).toEqual({
        isFresh: false,
        code: "AUTH_REPLAY",
        serverTimeMs: storeNowMs,
        minTimestampMs: lastMs + 1,
      });
    }
  });
});
