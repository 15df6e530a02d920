import type { Tx } from "@homeport/db";
import type { Random } from "@homeport/platform";
import { tagsMost, tagsOf } from "./names.ts";
import { ensureTags, findTagCounts, insertImageTags } from "./store.ts";

/**
 * Puts tags on a photo; a tag that nobody has used before is made. Names that spell the same are one tag. What is beyond
 * the most that a photo bears is left out: a file or an upload may name more, and is no reason to fail.
 */
export async function tagImage(
  tx: Tx,
  input: { organizationId: string; imageId: string; names: readonly string[]; random: Random },
): Promise<void> {
  const { organizationId, imageId, random } = input;
  const wanted = tagsOf(input.names);
  if (wanted.size === 0) return;
  const tagIds = [...(await ensureTags(tx, organizationId, wanted, random)).values()];
  const borne = (await findTagCounts(tx, [imageId], tagIds)).get(imageId) ?? 0;
  await insertImageTags(
    tx,
    tagIds
      .slice(0, Math.max(0, tagsMost - borne))
      .map((tagId) => ({ organizationId, imageId, tagId })),
  );
}
