import fc from "fast-check";
import { expect, it } from "vitest";
import { rules } from "../rules/problem.ts";
import { goodTree, type TestFile, toTreeInput } from "../testing/index.ts";
import { validateTree } from "./validate-tree.ts";

const paths = [...goodTree().keys()].filter((path) => path !== "README.md");
const names = [
  "apps",
  "categories",
  "..",
  ".",
  "",
  "no",
  "notes",
  "app.toml",
  "assets",
  "\u0130",
  "a\u0301",
  " ",
  "\0",
];

const path = fc.oneof(
  fc.constantFrom(...paths),
  fc
    .array(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 5 })), { maxLength: 6 })
    .map((parts) => parts.join("/")),
);
const fragment = fc.oneof(
  fc.constantFrom(
    "[[",
    "]]",
    "{",
    "}",
    '"""',
    "'''",
    "\\",
    "&a",
    "*a",
    "<<: ",
    "- ",
    ": ",
    "\n",
    "\r",
    "= ",
    "${",
    "$$",
    "<svg",
    "<!--",
    "]]>",
    "&#0;",
    "\u2028",
    "!!binary ",
    "---\n",
    "%",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const content: fc.Arbitrary<TestFile> = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join("")),
  fc.constantFrom<TestFile>({ mode: "symlink" }, { mode: "submodule" }),
);
/** What is cut out of a file of the good tree, and what is put there. */
const cut = fc.record({
  path: fc.constantFrom(...paths),
  at: fc.nat(1_500),
  length: fc.nat(40),
  put: fragment,
});

it("never fails over a tree, whatever is in it, and says something of a closed list", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(path, content), { maxLength: 3 }),
      fc.array(cut, { maxLength: 3 }),
      (added, cuts) => {
        const tree = goodTree();
        for (const { path: cutPath, at, length, put } of cuts) {
          const text = tree.get(cutPath);
          if (typeof text === "string")
            tree.set(cutPath, text.slice(0, at) + put + text.slice(at + length));
        }
        for (const [addedPath, file] of added) tree.set(addedPath, file);
        const { items, read } = toTreeInput(tree);
        for (const { rule, weight, message } of validateTree(items, { read }).problems) {
          expect(rules[rule]).toBe(weight);
          expect(message).not.toBe("");
          expect(message).not.toMatch(/\p{Cc}/u);
        }
      },
    ),
    { numRuns: 300 },
  );
});
