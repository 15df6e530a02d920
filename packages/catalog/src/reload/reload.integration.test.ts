import { goodTree } from "@homeport/catalog-format/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeafReplica } from "../../test/deaf-replica.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { getCatalogEntry } from "../entries/get.ts";
import { type ReloadAnswer, type ReloadDeps, readReload, reloadCatalog } from "./reload.ts";

let catalog: CatalogFixture;
let deps: ReloadDeps;
const isAwake = { worker: true };

beforeAll(async () => {
  catalog = await openFixture();
  const syncer = catalog.openSyncer("one");
  deps = {
    ...openDeafReplica(catalog),
    // As a worker does that is woken: it looks by itself, whoever waits for the end.
    wake: async () => {
      if (isAwake.worker) await syncer.sync(AbortSignal.timeout(20_000));
    },
  };
});
afterAll(async () => {
  await deps.reader[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

const reload = (input = {}, within = 20_000) =>
  reloadCatalog(deps, input, { deliveryId: null, signal: AbortSignal.timeout(within) });

function toldBy(answer: ReloadAnswer) {
  if (answer.is !== "done" && answer.is !== "refused") throw new Error(`it is ${answer.is}`);
  return answer.told;
}

let commit = "";

test("a new commit is served when the answer comes", async () => {
  commit = await catalog.data.push(goodTree());
  const answer = await reload({ branch: "main", commitHash: commit });
  expect(answer.is).toBe("done");
  expect(toldBy(answer)).toMatchObject({
    ...{ rebuilt: true, noChanges: false, outcome: "fast-forwarded" },
    ...{ commitIncluded: true, generation: 1, commitHash: commit },
  });
  expect(await getCatalogEntry(deps, "notes")).toMatchObject({ is: "entry", generation: 1 });
});

test("a commit that is served already costs no look, and no child process", async () => {
  const before = catalog.gitRuns.length;
  const answer = await reload({ commitHash: commit });
  expect(toldBy(answer)).toMatchObject({ noChanges: true, outcome: "already-loaded" });
  expect(catalog.gitRuns).toHaveLength(before);
  // An abbreviated one is looked for, and found to be nothing new.
  const short = await reload({ commitHash: commit.slice(0, 8) });
  expect(toldBy(short)).toMatchObject({ outcome: "in-sync", commitIncluded: true });
  expect(catalog.gitRuns.length).toBeGreaterThan(before);
});

test("another branch is refused, and nothing is looked at", async () => {
  const before = catalog.gitRuns.length;
  await expect(reload({ branch: "other" })).rejects.toMatchObject({
    code: "CATALOG_BRANCH_UNKNOWN",
  });
  expect(catalog.gitRuns).toHaveLength(before);
});

test("a commit with problems is told of, is not loaded, and changes nothing that is served", async () => {
  const tree = goodTree();
  tree.set("apps/no/notes/app.toml", `${String(tree.get("apps/no/notes/app.toml"))}\nbroken =`);
  const bad = await catalog.data.push(tree);
  for (const _ of ["at first", "and when it is asked again"]) {
    const answer = await reload({ commitHash: bad });
    expect(answer).toMatchObject({ is: "refused", code: "CATALOG_REJECTED" });
    expect(answer.is === "refused" && answer.problems.length).toBeGreaterThan(0);
    expect(toldBy(answer)).toMatchObject({ commitIncluded: false, commitHash: commit });
  }
});

test("what takes longer is told of later, under its number", async () => {
  commit = await catalog.data.push(goodTree());
  isAwake.worker = false;
  const { resolve, promise } = Promise.withResolvers<void>();
  const later = { ...deps, wake: async () => resolve() };
  const given = new AbortController();
  const asked = reloadCatalog(
    later,
    { commitHash: commit },
    { deliveryId: null, signal: given.signal },
  );
  await promise;
  given.abort(new Error("given up"));
  await expect(asked).rejects.toThrow("given up");
  const row = await catalog.db.sql.query("SELECT seq FROM catalog_delivery ORDER BY seq DESC");
  const seq = Number(row[0]?.["seq"]);
  const pending = { is: "pending", seq, commitHash: commit };
  expect(await readReload(deps, seq, commit)).toEqual(pending);
  isAwake.worker = true;
  await deps.wake();
  const told = { rebuilt: true, commitHash: commit };
  expect(toldBy(await readReload(deps, seq, null))).toMatchObject({
    ...told,
    commitIncluded: null,
  });
  const named = await readReload(deps, seq, commit);
  expect(toldBy(named)).toMatchObject({ ...told, commitIncluded: true });
  const unknown = { code: "CATALOG_RELOAD_NOT_FOUND" };
  await expect(readReload(deps, seq + 1, null)).rejects.toMatchObject(unknown);
  await expect(readReload(deps, 0, null)).rejects.toMatchObject(unknown);
  const noCommit = readReload(deps, seq, "--upload-pack=sh");
  await expect(noCommit).rejects.toMatchObject({ code: "CATALOG_BODY_INVALID" });
});
