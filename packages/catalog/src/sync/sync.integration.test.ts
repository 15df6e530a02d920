import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { asc, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { raiseWanted, readSource } from "../store.ts";
import type { Syncer } from "./syncer.ts";

const { catalogGeneration, catalogRejection, catalogSync, catalogVersion } = schema;

describe("a catalog that follows its repository", () => {
  let catalog: CatalogFixture;
  let syncer: Syncer;
  const tree = goodTree();

  beforeAll(async () => {
    catalog = await openFixture();
    syncer = catalog.openSyncer("one");
  });
  afterAll(() => catalog[Symbol.asyncDispose]());

  async function lastSync() {
    const rows = await catalog.db.orm.select().from(catalogSync).orderBy(asc(catalogSync.id));
    return rows.at(-1);
  }

  async function current() {
    return catalog.db.orm
      .select()
      .from(catalogVersion)
      .where(isNull(catalogVersion.toGeneration))
      .orderBy(asc(catalogVersion.kind), asc(catalogVersion.key));
  }

  it("takes over all records of the first good commit, and is announced", async () => {
    const commit = await catalog.data.push(tree);
    await catalog.sync(syncer);
    const versions = await current();
    expect(versions.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "category writing",
      "entry notes",
      "maintainer ada",
      "redirect old-notes",
      "store store",
    ]);
    expect(versions[1]).toMatchObject({
      lean: { name: "Notes", addedAt: "2026-01-01T00:00:00.000Z" },
      fromGeneration: 1,
    });
    expect(await readSource(catalog.db.orm)).toMatchObject({
      acceptedGeneration: 1,
      tipCommit: commit,
      mode: "following",
    });
    expect(catalog.announced).toEqual([1]);
  });

  it("leaves no trace of a poll that found nothing", async () => {
    const before = await lastSync();
    await raiseWanted(catalog.db.orm, "poll");
    await syncer.sync(AbortSignal.timeout(20_000));
    expect(await lastSync()).toEqual(before);
    expect((await readSource(catalog.db.orm))?.doneSeq).toBe(2 + 1);
  });

  it("makes new versions of what changed, and of nothing else", async () => {
    tree.set(
      "apps/no/notes/app.toml",
      String(tree.get("apps/no/notes/app.toml")).replace("Keeps notes.", "Keeps all your notes."),
    );
    await catalog.data.push(tree);
    await catalog.sync(syncer);
    const versions = await current();
    expect(versions.filter(({ fromGeneration }) => fromGeneration === 2)).toMatchObject([
      {
        key: "notes",
        lean: {
          summary: "Keeps all your notes.",
          addedAt: "2026-01-01T00:00:00.000Z",
          changedAt: "2026-01-02T00:00:00.000Z",
        },
      },
    ]);
    expect(versions).toHaveLength(5);
  });

  it("keeps what is served when the tip is bad, and says which file breaks which rule", async () => {
    const bad = new Map(tree).set("apps/no/notes/app.toml", "schema = = 1\n");
    const commit = await catalog.data.push(bad);
    await catalog.sync(syncer);
    expect(await lastSync()).toMatchObject({ outcome: "rejected", tipCommit: commit });
    const [rejection] = await catalog.db.orm.select().from(catalogRejection);
    expect(rejection).toMatchObject({
      tipCommit: commit,
      problems: [{ path: "apps/no/notes/app.toml", rule: "toml/syntax", line: 1 }],
      resolvedGeneration: null,
    });
    expect((await readSource(catalog.db.orm))?.acceptedGeneration).toBe(2);
  });

  it("judges a tip that was refused only once", async () => {
    catalog.gitRuns.length = 0;
    await catalog.sync(syncer);
    expect(await lastSync()).toMatchObject({ outcome: "rejected" });
    expect(catalog.gitRuns).not.toContain("diff-tree");
  });

  it("takes the newest good commit below a bad tip", async () => {
    tree.set("categories/writing.toml", 'name = "Letters"\norder = 10\n');
    const good = await catalog.data.push(tree);
    await catalog.data.push(new Map(tree).set("catalog.toml", "schema = 1\n"));
    await catalog.sync(syncer);
    expect(await lastSync()).toMatchObject({ outcome: "fast-forwarded-partly", toGeneration: 3 });
    const [generation] = await catalog.db.orm
      .select()
      .from(catalogGeneration)
      .orderBy(asc(catalogGeneration.generation))
      .offset(2);
    expect(generation).toMatchObject({ commitId: good, added: 0, changed: 1, removed: 0 });
  });

  it("resolves refusals with the next good commit, and another replica starts from the mirror", async () => {
    const other = catalog.openSyncer("two");
    tree.delete("slug-history/old-notes.toml");
    await catalog.data.push(tree);
    await catalog.sync(other);
    expect(await lastSync()).toMatchObject({ outcome: "fast-forwarded", toGeneration: 4 });
    expect((await current()).map(({ kind }) => kind)).not.toContain("redirect");
    const rows = await catalog.db.orm.select().from(catalogRejection);
    expect(rows.map(({ resolvedGeneration }) => resolvedGeneration).sort()).toEqual([3, 4]);
  });

  it("holds a history that was rewritten, and follows again once it comes back", async () => {
    const accepted = await catalog.data.git("rev-parse", "HEAD");
    await catalog.data.git("checkout", "--quiet", "--orphan", "other");
    await catalog.data.git("commit", "--quiet", "--message", "Begun anew");
    await catalog.data.git("push", "--quiet", "--force", "origin", "other:main");
    await catalog.sync(syncer);
    expect(await readSource(catalog.db.orm)).toMatchObject({ mode: "held", acceptedGeneration: 4 });
    await catalog.data.git("checkout", "--quiet", "main");
    await catalog.data.git("push", "--quiet", "--force", "origin", "main");
    await catalog.sync(syncer);
    expect(await readSource(catalog.db.orm)).toMatchObject({
      mode: "following",
      acceptedGeneration: 4,
      tipCommit: accepted,
    });
  });

  it("keeps serving and tries again later when the remote does not answer", async () => {
    const away = catalog.openSyncer("three", {});
    await catalog.data
      .git("push", "--quiet", "--delete", "--force", "origin", "other")
      .catch(() => "");
    await catalog.data.git("push", "--quiet", "origin", "main:kept");
    await catalog.data.git("-C", "../remote.git", "symbolic-ref", "HEAD", "refs/heads/kept");
    await catalog.data.git("push", "--quiet", "origin", "--delete", "main");
    await catalog.sync(away);
    expect(await lastSync()).toMatchObject({
      outcome: "failed",
      errorCode: "CATALOG_BRANCH_MISSING",
    });
    expect(await readSource(catalog.db.orm)).toMatchObject({
      acceptedGeneration: 4,
      failures: 1,
      lastErrorCode: "CATALOG_BRANCH_MISSING",
    });
  });
});
