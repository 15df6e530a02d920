import { badAssets } from "./bad/assets.ts";
import type { BadTree } from "./bad/bad-tree.ts";
import { badTemplates } from "./bad/compose.ts";
import { badListings } from "./bad/listing.ts";
import { badRecords } from "./bad/records.ts";
import { badReferences } from "./bad/references.ts";
import { badTexts } from "./bad/syntax.ts";

export type { BadTree } from "./bad/bad-tree.ts";

/** Trees with one thing wrong each, over every rule that a single tree can break. */
export const badTrees: readonly BadTree[] = [
  ...badListings,
  ...badTexts,
  ...badRecords,
  ...badReferences,
  ...badAssets,
  ...badTemplates,
].map((bad) => ({ ...bad, name: bad.name.replaceAll(/\s+/g, " ").slice(0, 160) }));
