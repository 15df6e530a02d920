import sharp from "sharp";
import { expect, test } from "vitest";
import { findOutdated } from "./versions.ts";

test.each([
  [{ sharp: "0.35.5", vips: "8.18.3" }, null],
  [{ sharp: "0.36.0", vips: "8.19.0" }, null],
  [{ sharp: "1.0.0", vips: "9.0.0" }, null],
  [{ sharp: "0.35.4", vips: "8.18.3" }, "sharp is 0.35.4, and has to be at least 0.35.5"],
  [{ sharp: "0.35.5", vips: "8.18.2" }, "vips is 8.18.2, and has to be at least 8.18.3"],
  [{ sharp: "0.35.5", vips: "8.9.99" }, "vips is 8.9.99, and has to be at least 8.18.3"],
  [{ sharp: "0.35.5-rc.1" }, "sharp is 0.35.5-rc.1, and has to be at least 0.35.5"],
])("%o decodes unless %s", (versions, outdated) => {
  expect(findOutdated(versions)).toBe(outdated);
});

test("what is installed here may decode", () => {
  expect(findOutdated(sharp.versions)).toBeNull();
});
