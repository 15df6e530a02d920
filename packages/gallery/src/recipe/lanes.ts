import type { WorkKind } from "../work/work-key.ts";
import { avifRecipe, cleanRecipe, webpRecipe } from "./recipe.ts";

/** How much work each AVIF is; 0 unless told. */
export interface RecipeOptions {
  readonly avifEffort?: number;
}

/** By which recipe a kind of work is done now; `""` where none changes what comes of it. */
export function recipeOf(kind: WorkKind, { avifEffort = 0 }: RecipeOptions): string {
  switch (kind) {
    case "ingest":
    case "ladder":
      return webpRecipe;
    case "avif":
      return avifRecipe(avifEffort);
    case "clean":
      return cleanRecipe;
    case "metadata":
      return "";
  }
}

/** What a done row of work names, and a folder of renditions: which pixels, made how. */
export function doneRecipeOf(
  claim: { readonly kind: WorkKind; readonly source16: string },
  options: RecipeOptions,
): string {
  const recipe = recipeOf(claim.kind, options);
  return recipe === "" ? claim.source16 : `${claim.source16}-${recipe}`;
}
