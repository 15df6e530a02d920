import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { expect, test } from "vitest";
import { openFixture } from "../../test/fixture.ts";
import { openMirror, versionsOf } from "../../test/mirror.ts";

test("a picture is read when it is stored, and not again while it is there", async () => {
  await using catalog = await openFixture();
  const mirror = openMirror(catalog.db);
  let reads = 0;
  const versions = versionsOf(goodTree()).map((version) => ({
    ...version,
    assets: version.assets.map((asset) => ({
      ...asset,
      read: () => {
        reads += 1;
        return asset.read();
      },
    })),
  }));
  await mirror.accept(versions);
  await mirror.accept(versions);
  const rows = await catalog.db.orm.select().from(schema.catalogAsset);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.bytes.length).toBe(rows[0]?.sizeBytes);
  expect(reads).toBe(1);
});
