import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { raiseWanted, readSource } from "../store.ts";
import { acceptGeneration, type NewGeneration } from "./accept-generation.ts";

let catalog: CatalogFixture;

beforeAll(async () => {
  catalog = await openFixture();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const next: NewGeneration = {
  ...{ commit: "c", tree: "t", origin: "sync", parent: null },
  ...{ versions: [], removed: [], commits: [] },
};

function accept(fence: bigint, parent: number | null): Promise<number> {
  return catalog.db.system("test", (tx) =>
    acceptGeneration(catalog.db, tx, fence, { ...next, parent }),
  );
}

async function generations(): Promise<number[]> {
  const rows = await catalog.db.orm.select().from(schema.catalogGeneration);
  return rows.map(({ generation }) => generation).sort();
}

test("of replicas that look at once, one takes the commit over", async () => {
  await catalog.data.push(goodTree());
  await raiseWanted(catalog.db.orm, "manual");
  const syncers = ["one", "two", "three"].map((id) => catalog.openSyncer(id));
  await Promise.all(syncers.map((syncer) => syncer.sync(AbortSignal.timeout(20_000))));
  expect(await generations()).toEqual([1]);
  expect(catalog.announced).toEqual([1]);
});

test("what was judged against another generation is not accepted, and leaves nothing", async () => {
  await expect(accept(1_000n, null)).rejects.toMatchObject({ code: "CATALOG_FENCED" });
  expect(await generations()).toEqual([1]);
});

test("a syncer that slept through its lease accepts nothing after its successor has", async () => {
  expect(await accept(1_000n, 1)).toBe(2);
  await expect(accept(999n, 2)).rejects.toMatchObject({ code: "CATALOG_FENCED" });
  expect(await generations()).toEqual([1, 2]);
  expect(await readSource(catalog.db.orm)).toMatchObject({ acceptedGeneration: 2, fence: 1_000 });
});
