import { expect, test } from "vitest";
import { uploadFingerprint } from "./upload-fingerprint.ts";

const file = { name: "harbour.jpg", size: 5, lastModified: 7 };
const target = { organizationId: "o", albumId: "a", tags: ["sea", "north"] };
const known = uploadFingerprint(file, target);

test("the same file on its way to the same place is known again", () => {
  expect(uploadFingerprint({ ...file }, { ...target, tags: ["north", "sea"] })).toBe(known);
});

test.each([
  ["organization", { organizationId: "other" }],
  ["album", { albumId: "other" }],
  ["no album", { albumId: undefined }],
  ["tags", { tags: ["sea"] }],
  ["photo whose pixels it is", { renditionOf: "i" }],
])("the same file for another %s begins anew", (_what, change) => {
  expect(uploadFingerprint(file, { ...target, ...change })).not.toBe(known);
});

test.each([{ name: "other.jpg" }, { size: 6 }, { lastModified: 8 }])(
  "another file to the same place begins anew: %o",
  (change) => {
    expect(uploadFingerprint({ ...file, ...change }, target)).not.toBe(known);
  },
);

test("a name is told apart from what stands around it", () => {
  // The browser looks for entries that begin with this.
  const longer = uploadFingerprint({ ...file, name: "harbour.jpg-5" }, target);
  expect(longer.startsWith(known)).toBe(false);
});
