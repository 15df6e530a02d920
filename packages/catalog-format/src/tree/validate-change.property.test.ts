import fc from "fast-check";
import { expect, it } from "vitest";
import { parsePath } from "../path/parse-path.ts";
import type { Problem } from "../rules/problem.ts";
import { goodApp, goodIcon } from "../testing/good-tree.ts";
import { type TestTree, toTreeInput } from "../testing/index.ts";
import type { CatalogState } from "./catalog-state.ts";
import { recordName } from "./group-items.ts";
import { validateChange, validateTree } from "./validate-tree.ts";

const slugs = ["aa", "bb", "cc", "dd"] as const;
const slug = fc.constantFrom(...slugs);
const few = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });
/** The first of two, most of the time. */
const mostly = <T>(usual: T, other: T) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constant(other) },
  );

/** An entry by what it has to do with others. */
const entry = fc.record({
  /** Its own, or that of whichever comes first. */
  hasOwnId: mostly(true, false),
  category: mostly("kk", "ll"),
  maintainer: mostly("mm", "nn"),
  replacedBy: few(slug),
  requires: few(fc.constantFrom("broker", "aa")),
  provides: few(fc.constant("broker")),
});
const catalog = fc.record({
  categories: mostly(["kk", "ll"], ["kk"]),
  maintainers: mostly(["mm", "nn"], ["mm"]),
  entries: fc.dictionary(slug, entry, { maxKeys: 4 }),
  redirects: fc.dictionary(fc.constantFrom("dd", "ee", "ff"), fc.constantFrom("aa", "bb", "ee"), {
    maxKeys: 2,
  }),
  hasStore: mostly(true, false),
});

type Catalog = typeof catalog extends fc.Arbitrary<infer T> ? T : never;

function treeOf({ categories, maintainers, entries, redirects, hasStore }: Catalog): TestTree {
  const tree = new Map<string, string>();
  if (hasStore) tree.set("catalog.toml", 'schema = 1\nid = "test"\nname = "Test"\n');
  for (const key of categories) tree.set(`categories/${key}.toml`, 'name = "C"\norder = 1\n');
  for (const key of maintainers) tree.set(`maintainers/${key}.toml`, 'name = "M"\n');
  for (const [key, to] of Object.entries(redirects)) {
    tree.set(`slug-history/${key}.toml`, `to = "${to}"\nmovedAt = 2026-01-01\n`);
  }
  for (const key of slugs) {
    const one = entries[key];
    if (one === undefined) continue;
    const more = [
      one.replacedBy === null ? "" : `replacedBy = "${one.replacedBy}"`,
      one.requires === null ? "" : `requires = ["${one.requires}"]`,
      one.provides === null ? "" : `provides = ["${one.provides}"]`,
    ];
    const text = goodApp
      .replace('"notes"', `"${key}"`)
      .replace("0f1e2d3c", `0f1e2d3${one.hasOwnId ? slugs.indexOf(key) : 0}`)
      .replace('["writing"]', `["${one.category}"]`)
      .replace('["ada"]', `["${one.maintainer}"]`)
      .replace('status = "active"', ['status = "active"', ...more].join("\n"));
    tree
      .set(`apps/${key}/${key}/app.toml`, text)
      .set(`apps/${key}/${key}/assets/icon.svg`, goodIcon);
  }
  return tree;
}

function changeBetween(before: TestTree, after: TestTree) {
  const nameOf = (path: string) => {
    const at = parsePath(path);
    return at.is === "file" ? recordName(at.kind, at.key) : path;
  };
  const differs = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  const touched = new Set(differs.map(nameOf));
  const items = toTreeInput(after).items.filter(({ path }) => touched.has(nameOf(path)));
  const left = new Set(items.map(({ path }) => nameOf(path)));
  return { items, removed: [...touched].filter((name) => !left.has(name)) };
}

/** Where a line is not known of what was not read, its number is the one thing that may be missing. */
const told = (problems: readonly Problem[]) =>
  problems
    .filter(({ rule }) => rule !== "record/id-changed")
    .map(({ path, rule, key, message }) => [path, rule, key, message].join(" "))
    .toSorted();

const factsOf = (state: CatalogState) =>
  [...state.all()].toSorted((a, b) =>
    recordName(a.kind, a.key).localeCompare(recordName(b.kind, b.key)),
  );

it.each([
  ["by chance", {}],
  [
    "where three entries share an id, which were once told in the order in which they came",
    { seed: 765_207_403 },
  ],
])(
  "finds of a change what a look at the whole tree finds, and comes to the same state, %s",
  (_how, chance) => {
    let accepted = 0;
    fc.assert(
      fc.property(catalog, catalog, (one, other) => {
        const before = treeOf(one);
        const whole = validateTree(toTreeInput(before).items, { read: toTreeInput(before).read });
        fc.pre(whole.isAcceptable);
        const after = treeOf(other);
        const { items, read } = toTreeInput(after);
        const judged = validateTree(items, { read });
        const changed = validateChange(whole.accept(), changeBetween(before, after), { read });
        expect(told(changed.problems)).toEqual(told(judged.problems));
        if (!judged.isAcceptable) return;
        accepted += 1;
        expect(factsOf(changed.accept())).toEqual(factsOf(judged.accept()));
      }),
      { numRuns: 150, maxSkipsPerRun: 200, ...chance },
    );
    expect(accepted).toBeGreaterThan(5);
  },
);
