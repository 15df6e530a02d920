import { expect, test } from "vitest";
import { doneRecipeOf } from "./lanes.ts";
import {
  avifParameters,
  avifRecipe,
  cleanParameters,
  cleanRecipe,
  source16,
  webpParameters,
  webpRecipe,
} from "./recipe.ts";
import { avifTiersOf, tiersOf } from "./tiers.ts";

test("the recipe's id is that of its parameters: another id comes with other parameters alone", () => {
  expect({ webpRecipe, webpParameters }).toMatchInlineSnapshot(`
    {
      "webpParameters": {
        "colours": "srgb",
        "effort": 2,
        "kernel": "lanczos3",
        "quality": 75,
        "tiers": [
          320,
          640,
          1080,
          1600,
          2560,
        ],
      },
      "webpRecipe": "wb9fef0ce",
    }
  `);
});

test("another way to walk files has another id", () => {
  expect({ cleanRecipe, cleanParameters }).toMatchInlineSnapshot(`
    {
      "cleanParameters": {
        "keeps": [
          "pixels",
          "colour profile",
          "orientation",
        ],
        "revision": 1,
      },
      "cleanRecipe": "cc83dfe54",
    }
  `);
});

test("an AVIF's recipe has another id with each effort", () => {
  expect(avifParameters(0)).toEqual({
    ...{ tiers: [640, 1_080, 1_600, 2_560], quality: 50, effort: 0, chroma: "4:2:0", bits: 8 },
    ...{ kernel: "lanczos3", colours: "srgb" },
  });
  expect([0, 1, 2, 3].map(avifRecipe)).toMatchInlineSnapshot(`
    [
      "a7536c997",
      "a03ee96ce",
      "a23e6e9d8",
      "a23e85de8",
    ]
  `);
});

test("the same bytes in two photos have other keys", () => {
  const sha256 = new Uint8Array(32);
  const [first, second] = ["a", "b"].map((imageId) =>
    doneRecipeOf({ kind: "ladder", source16: source16(imageId, sha256) }, {}),
  );
  expect(first).toMatch(/^[0-9a-f]{16}-w[0-9a-f]{8}$/);
  expect(second).not.toBe(first);
});

test.each([
  ["a large photo", 6000, 4000, ["320×213", "640×427", "1080×720", "1600×1067", "2560×1707"]],
  ["an upright one", 1000, 2000, ["160×320", "320×640", "540×1080", "800×1600", "1000×2000"]],
  ["one as large as the largest", 2560, 10, ["320×1", "640×3", "1080×4", "1600×6", "2560×10"]],
  ["a small one", 100, 40, ["100×40"]],
  ["one as large as the smallest", 320, 320, ["320×320"]],
  ["a line", 10_000, 1, ["320×1", "640×1", "1080×1", "1600×1", "2560×1"]],
])("%s is never enlarged", (_what, width, height, sizes) => {
  expect(tiersOf(width, height).map((tier) => `${tier.width}×${tier.height}`)).toEqual(sizes);
});

test("AVIF is made of the tiers from 640 up", () => {
  const edges = (width: number, height: number) =>
    avifTiersOf(width, height).map(({ edge }) => edge);
  expect(edges(6_000, 4_000)).toEqual([640, 1_080, 1_600, 2_560]);
  expect(edges(700, 500)).toEqual([640, 700]);
  expect(edges(639, 639)).toEqual([]);
});
