import { expect, test } from "vitest";
import { malformedJson } from "../../test/malformed.ts";
import { randomJson, seeded } from "../../test/random-json.ts";
import { refusalOf } from "../../test/refused.ts";
import { canonicalize, readCanonicalJson } from "./canonical-json.ts";
import type { Json } from "./json.ts";
import { reduceJsonPatch } from "./reducers/json-patch.ts";
import { reduceMergePatch } from "./reducers/merge-patch.ts";
import { isRefusal } from "./refusal.ts";
import { readStrictJson } from "./strict-json.ts";

const cases = 100_000;

/** What `JSON.parse` makes of the bytes; nothing where it refuses them. */
function parseLoosely(bytes: Uint8Array): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return null;
  }
}

test("malformed bytes, a hundred thousand times, give a value or a refusal with its code and nothing else", () => {
  const random = seeded(3);
  const state = randomJson(seeded(4), 5);
  const seen = new Map<string, number>();
  for (let at = 0; at < cases; at += 1) {
    const bytes = malformedJson(random);
    let patch: Json | undefined;
    const refusal = refusalOf(() => {
      patch = readStrictJson(bytes);
    });
    if (patch === undefined) {
      const reason = isRefusal(refusal, "DELTA_INVALID") ? refusal.details.reason : "none";
      seen.set(reason, (seen.get(reason) ?? 0) + 1);
      continue;
    }
    const read: Json = patch;
    seen.set("read", (seen.get("read") ?? 0) + 1);
    expect(JSON.stringify(parseLoosely(bytes)?.value)).toBe(JSON.stringify(read));
    refusalOf(() => readCanonicalJson(bytes));
    refusalOf(() => canonicalize(reduceJsonPatch(state, read)));
    refusalOf(() => canonicalize(reduceMergePatch(state, read)));
  }
  expect([...seen.keys()].sort()).toEqual([
    "depth",
    "duplicate-key",
    "forbidden-key",
    "integer-range",
    "lone-surrogate",
    "number-overflow",
    "read",
    "syntax",
    "utf8",
  ]);
});
