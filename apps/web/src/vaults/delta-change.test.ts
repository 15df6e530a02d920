import { toBase64Url } from "@homeport/vaults/core";
import { expect, test } from "vitest";
import { changeOf } from "./delta-change.ts";

type Change = Parameters<typeof changeOf>[0];

const ann = { id: `ed25519:${"a".repeat(64)}`, role: "voter", label: "Ann" } as const;
const bob = { id: `ed25519:${"b".repeat(64)}`, role: "voter", label: "Bob" } as const;
const createdWith = { threshold: 1, signers: [ann] };

/** A chain of changes, each from where the one before it led. */
function chain(
  ...changes: [kind: string, payload: unknown, status?: Change["status"]][]
): Change[] {
  return changes.map(([kind, payload, status = "canonical"], at) => ({
    ...{ kind, status, prev: String(at), next: String(at + 1) },
    payloadBase64: toBase64Url(new TextEncoder().encode(JSON.stringify(payload))),
  }));
}

const last = (changes: readonly Change[]): Change => {
  const found = changes.at(-1);
  if (found === undefined) throw new Error("none");
  return found;
};

const changed = { op: "replace", path: "/a", before: 1, after: 2 };

test.each<[string, Change[]]>([
  ["replaces the document", chain(["create@1", { a: 1, b: 1 }], ["replace@1", { b: 1, a: 2 }])],
  [
    "patches what a merge has made",
    chain(
      ["create@1", { b: 1 }],
      ["merge-patch@1", { a: 1 }],
      ["roster@1", createdWith],
      ["json-patch@1", [{ op: "replace", path: "/a", value: 2 }]],
    ),
  ],
  ["still waits", chain(["replace@1", { a: 1 }], ["merge-patch@1", { a: 2 }, "candidate"])],
])("a change that %s shows what was there and what is", (_what, changes) => {
  expect(changeOf(last(changes), changes.toReversed(), createdWith)).toEqual([changed]);
});

test("a creation shows the whole document", () => {
  const [creation] = chain(["create@1", { a: 1 }]);
  if (creation === undefined) throw new Error("none");
  expect(changeOf(creation, [creation], createdWith)).toEqual([
    { op: "add", path: "", before: undefined, after: { a: 1 } },
  ]);
});

test("a change of signers shows who came, who went, and how many it takes", () => {
  const carl = { ...bob, id: `ed25519:${"c".repeat(64)}`, label: "Carl" };
  const changes = chain(
    ["create@1", {}],
    ["roster@1", { threshold: 1, signers: [ann, bob] }],
    ["merge-patch@1", { a: 1 }],
    ["roster@1", { threshold: 2, signers: [carl, { ...ann, label: "Anna" }] }],
  );
  const of = (at: number) => changeOf(last(changes.slice(0, at)), changes, createdWith);
  expect(of(2)).toEqual([
    { op: "add", path: "signer ed25519:bbbbbbbb…bbbb", before: undefined, after: "Bob, voter" },
  ]);
  expect(of(4)).toEqual([
    { op: "replace", path: "threshold", before: 1, after: 2 },
    {
      ...{ op: "replace", path: "signer ed25519:aaaaaaaa…aaaa" },
      ...{ before: "Ann, voter", after: "Anna, voter" },
    },
    { op: "remove", path: "signer ed25519:bbbbbbbb…bbbb", before: "Bob, voter", after: undefined },
    { op: "add", path: "signer ed25519:cccccccc…cccc", before: undefined, after: "Carl, voter" },
  ]);
});

test("a change whose beginning is not there, was given up or leads in a circle is not guessed at", () => {
  const changes = chain(["create@1", { a: 1 }], ["merge-patch@1", { a: 2 }], ["replace@1", {}]);
  expect(changeOf(last(changes), changes.slice(2), createdWith)).toBeNull();
  const [creation, merge] = changes;
  if (creation === undefined || merge === undefined) throw new Error("none");
  expect(changeOf(merge, [{ ...creation, status: "discarded" }, merge], createdWith)).toBeNull();
  const circle = { ...merge, prev: merge.next };
  expect(changeOf(circle, [circle], createdWith)).toBeNull();
  expect(changeOf({ ...merge, kind: "roster@1" }, [creation, merge], createdWith)).toBeNull();
});
