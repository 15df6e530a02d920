// What the decoder's own process may use: pure and small, without a store or a network.
export { type CleanFormat, cleanCopy } from "./clean/clean-copy.ts";
export { Uncopied } from "./clean/damaged.ts";
export { type PhotoFacts, photoFactsSchema } from "./metadata/photo-facts.ts";
export { type RawTags, readPhotoFacts } from "./metadata/read-facts.ts";
export { avifParameters, webpParameters } from "./recipe/recipe.ts";
export { avifTiersOf, type Tier, tiersOf } from "./recipe/tiers.ts";
