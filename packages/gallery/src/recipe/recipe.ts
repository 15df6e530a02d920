import { createHash } from "node:crypto";

/** How WebP renditions are made. Whatever changes here changes the id, and with it every key. */
export const webpParameters = {
  tiers: [320, 640, 1080, 1600, 2560],
  quality: 75,
  effort: 2,
  kernel: "lanczos3",
  colours: "srgb",
} as const;

/** Lane and hash of its parameters: two versions of this program with other parameters never share a key. */
export const webpRecipe = recipeId("w", webpParameters);

/** AVIF is made of tiers from this edge up: below it a WebP is about as small. */
export const avifFrom = 640;

/** How AVIF renditions are made; a higher effort makes them smaller and takes up to a minute a photo. */
export function avifParameters(effort: number) {
  return {
    tiers: webpParameters.tiers.filter((edge) => edge >= avifFrom),
    quality: 50,
    effort,
    chroma: "4:2:0",
    bits: 8,
    kernel: "lanczos3",
    colours: "srgb",
  } as const;
}

export function avifRecipe(effort: number): string {
  return recipeId("a", avifParameters(effort));
}

/** What a copy for others keeps of a file. Whoever walks files in another way raises the revision. */
export const cleanParameters = {
  keeps: ["pixels", "colour profile", "orientation"],
  revision: 1,
} as const;

export const cleanRecipe = recipeId("c", cleanParameters);

function recipeId(lane: string, parameters: Readonly<Record<string, unknown>>): string {
  const canonical = JSON.stringify(parameters, Object.keys(parameters).sort());
  return lane + createHash("sha256").update(canonical).digest("hex").slice(0, 8);
}

const source16Chars = 16;

/** Names the pixels of one photo. Its id is part of it: equal bytes in two galleries have other addresses. */
export function source16(imageId: string, sha256: Uint8Array): string {
  const hash = createHash("sha256").update(imageId).update(sha256).digest("hex");
  return hash.slice(0, source16Chars);
}
