import { type CatalogDeps, CatalogError, getCatalogEntry } from "@homeport/catalog";
import {
  type BuiltPlan,
  buildInstallPlan,
  type InstallPlan,
  type InstallProblem,
  installModes,
} from "@homeport/catalog-format";
import { z } from "zod";

/** What a person chose of an entry. */
export const installChoice = z.strictObject({
  slug: z.string().trim().min(1).max(60),
  /** Null for the newest release. */
  version: z.string().max(64).nullable().default(null),
  mode: z.enum(installModes),
  settings: z
    .record(z.string().max(48), z.union([z.string().max(8_192), z.number(), z.boolean()]))
    .default({}),
});

export type InstallChoice = z.infer<typeof installChoice>;

/** What is about to be installed, for a person to look at: without the values that they gave. */
export type InstallReview = Omit<InstallPlan, "settings" | "template">;

export type PlannedInstall =
  | { readonly review: InstallReview; readonly problems: readonly [] }
  | { readonly review: null; readonly problems: readonly InstallProblem[] };

/** The plan of what was chosen, from the generation that this request answers from. Throws what reading an entry throws. */
export async function readInstallPlan(
  catalog: CatalogDeps,
  choice: InstallChoice,
): Promise<BuiltPlan> {
  const entry = await getCatalogEntry(catalog, choice.slug);
  if (entry.is === "moved") throw new CatalogError("CATALOG_ENTRY_NOT_FOUND");
  const { generation, commit, full } = entry;
  return buildInstallPlan({ generation, commit, findEntry: () => full }, choice);
}

/** What would be installed, or all that is wrong with what was chosen. */
export async function planInstall(
  catalog: CatalogDeps,
  choice: InstallChoice,
): Promise<PlannedInstall> {
  const { plan, problems } = await readInstallPlan(catalog, choice);
  if (plan === null) return { review: null, problems };
  const { settings: _, template: __, ...review } = plan;
  return { review, problems: [] };
}
