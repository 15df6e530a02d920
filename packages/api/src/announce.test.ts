import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** Who calls verbs. What a verb changed it announces itself, whoever calls it. */
const callers = ["packages/api/src", "apps/web/src", "apps/worker/src"];
/** What a domain keeps in its stores is not announced there: a store does not know whether its transaction stands. */
const domains = [
  "packages/auth/src",
  "packages/catalog/src",
  "packages/gallery/src",
  "packages/gate/src",
  "packages/hosts/src",
  "packages/vaults/src",
];

function sources(folders: readonly string[]): Map<string, string> {
  const names = folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.ts$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return new Map(names.map((name) => [name, readFileSync(root + name, "utf8")]));
}

/** Operators' verbs belong to no domain, and announce what they did like a domain's. */
const verbs = /^packages\/api\/src\/fleet\/(drain-replica|expire-lease)\.ts$/;

const byHand = /\.announce\(|\bnoteChange\(/;
/** A domain's own function for it counts as well: a store is no place for that either. */
const inAnyWay = /\bannounce\w*\(|\bnoteChange\(/;

function announcing(files: ReadonlyMap<string, string>, pattern = byHand): string[] {
  return [...files]
    .filter(([name, text]) => pattern.test(text) && !verbs.test(name))
    .map(([name]) => name);
}

const stores = new Map([...sources(domains)].filter(([name]) => /store\.ts$/.test(name)));

test("only verbs announce; routes, pages, tasks and stores never", () => {
  expect(announcing(sources(callers))).toEqual([]);
  for (const domain of domains) {
    expect(
      [...stores.keys()].some((name) => name.startsWith(domain)),
      domain,
    ).toBe(true);
  }
  expect(announcing(stores, inAnyWay)).toEqual([]);
});

test("a route or a store that announces is found", () => {
  const planted = new Map([
    ...stores,
    ["packages/api/src/routers/apps.ts", "await ctx.deps.feed.announce('app.gate', appId);"],
    ["packages/api/src/fleet/overview.ts", "await ctx.feed.announce('replica', id);"],
    ["packages/vaults/src/vault/store.ts", "await announceVault(deps, vaultId);"],
    ["packages/catalog/src/store.ts", "await noteChange(tx, 'catalog', id);"],
    ["packages/api/src/fleet/drain-replica.ts", "await ctx.feed.announce('replica', id);"],
  ]);
  expect(announcing(planted, inAnyWay).sort()).toEqual([
    "packages/api/src/fleet/overview.ts",
    "packages/api/src/routers/apps.ts",
    "packages/catalog/src/store.ts",
    "packages/vaults/src/vault/store.ts",
  ]);
});
