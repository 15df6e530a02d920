import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { systemClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeafReplica } from "../../test/deaf-replica.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { CatalogError } from "../errors.ts";
import { type ReloadDeps, readReload, reloadCatalog } from "./reload.ts";

const broken = "schema = = 1\n";
let catalog: CatalogFixture;
let deps: ReloadDeps;
const failing = { load: false };

beforeAll(async () => {
  catalog = await openFixture();
  const syncer = catalog.openSyncer("one");
  const onStep = () => {
    if (failing.load) throw new Error("no memory is left");
  };
  deps = {
    ...openDeafReplica(catalog, { onStep }),
    wake: async () => void (await syncer.sync(AbortSignal.timeout(20_000))),
  };
  await push(1);
  await reload();
});
afterAll(async () => {
  await deps.reader[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

const signal = () => AbortSignal.timeout(20_000);
const reload = (given = deps, input = {}) =>
  reloadCatalog(given, input, { deliveryId: null, signal: signal() });

function push(order: number, app?: string): Promise<string> {
  const tree = goodTree().set("categories/writing.toml", `name = "Letters"\norder = ${order}\n`);
  if (app !== undefined) tree.set("apps/no/notes/app.toml", app);
  return catalog.data.push(tree);
}

/** The status under which a refusal goes out. */
async function refusal(given = deps) {
  const answer = await reload(given);
  if (answer.is !== "refused") throw new Error(`it is ${answer.is}`);
  return { ...answer, status: new CatalogError(answer.code).status };
}

test("a tip with problems above a good commit is 422 with its own problems, and the good commit is served", async () => {
  const good = await push(2);
  await push(3, broken);
  expect(await refusal()).toMatchObject({
    ...{ status: 422, told: { outcome: "fast-forwarded-partly", commitHash: good } },
    problems: [{ path: "apps/no/notes/app.toml", rule: "toml/syntax" }],
  });
});

test("of two tips with problems each is told its own, and the one that is still refused was seen last now", async () => {
  const before = await push(4, broken);
  await refusal();
  const seq = (await catalog.db.orm.select().from(schema.catalogSource))[0]?.wantedSeq ?? 0;
  await catalog.data.push(goodTree().set("catalog.toml", "schema = 1\n"));
  const paths = (problems: readonly unknown[]) =>
    new Set(problems.map((one) => Reflect.get(Object(one), "path")));
  expect(paths((await refusal()).problems)).toEqual(new Set(["catalog.toml"]));
  const earlier = await readReload(deps, seq, null);
  expect(earlier.is === "refused" && paths(earlier.problems)).toEqual(
    new Set(["apps/no/notes/app.toml"]),
  );
  await catalog.db.sql.query("UPDATE catalog_rejection SET last_seen_at = '2026-01-01'");
  await refusal();
  const rows = await catalog.db.orm.select().from(schema.catalogRejection);
  const seen = rows.filter(({ lastSeenAt }) => lastSeenAt > new Date("2026-01-02"));
  expect(seen).toHaveLength(1);
  expect(seen[0]?.tipCommit).not.toBe(before);
});

test("what this replica cannot take over is 500, and what it served it serves on", async () => {
  const served = deps.reader.current()?.snapshot.generation;
  await push(5);
  failing.load = true;
  await expect(reload()).rejects.toMatchObject({ code: "CATALOG_APPLY_FAILED", status: 500 });
  failing.load = false;
  expect(deps.reader.current()?.snapshot.generation).toBe(served);
  await reload();
});

test("what nobody has looked at after eight seconds is pending", async () => {
  await push(6);
  let nowMs = 0;
  const monotonicMs = () => {
    nowMs += 5_000;
    return nowMs;
  };
  const slow = { ...deps, clock: { ...systemClock, monotonicMs }, wake: async () => undefined };
  expect(await reload(slow)).toMatchObject({ is: "pending", seq: expect.any(Number) });
  await reload();
});

test("a catalog that is paused, or whose history was rewritten, is 409", async () => {
  const { query } = catalog.db.sql;
  await query("UPDATE catalog_source SET mode = 'paused'");
  await push(7);
  expect(await refusal()).toMatchObject({ status: 409, code: "CATALOG_PAUSED" });
  await query("UPDATE catalog_source SET mode = 'following'");
  await reload();
  await catalog.data.git("checkout", "--quiet", "--orphan", "other");
  await catalog.data.git("commit", "--quiet", "--message", "Begun anew");
  await catalog.data.git("push", "--quiet", "--force", "origin", "other:main");
  expect(await refusal()).toMatchObject({ status: 409, code: "CATALOG_HISTORY_REWRITTEN" });
});
