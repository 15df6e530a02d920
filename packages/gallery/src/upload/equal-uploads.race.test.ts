import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GalleryFixture, openFixture } from "../../test/fixture.ts";
import { createSender, jpegBytes } from "../../test/sender.ts";

let fixture: GalleryFixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("two equal uploads finishing at once make one image", async () => {
  const ctx = await fixture.organization();
  const both = Promise.withResolvers<void>();
  let completed = 0;
  const { storage } = fixture.deps;
  // Neither goes on to its row before the objects of both are whole.
  const meeting = {
    ...storage,
    async completeParts(parts: Parameters<typeof storage.completeParts>[0]) {
      await storage.completeParts(parts);
      completed += 1;
      if (completed === 2) both.resolve();
      await both.promise;
    },
  };
  const deps = { ...fixture.deps, storage: meeting };
  const bytes = jpegBytes(10_000);
  const answers = await Promise.all(
    Array.from({ length: 2 }, async () => {
      const sender = createSender({ deps }, ctx);
      return await sender.patch(await sender.begin(bytes.length), 0, bytes);
    }),
  );
  const told = (name: string) => answers.map(({ headers }) => headers.get(name));
  expect(told("homeport-upload-result").sort()).toEqual(["created", "duplicate"]);
  expect(new Set(told("homeport-image-id")).size).toBe(1);
  const { images, objectDeletions } = schema;
  const rows = await fixture.db.orm
    .select({ id: images.id })
    .from(images)
    .where(eq(images.organizationId, ctx.organizationId));
  expect(rows).toEqual([{ id: told("homeport-image-id")[0] }]);
  expect(await fixture.db.orm.select().from(objectDeletions)).toHaveLength(1);
});
