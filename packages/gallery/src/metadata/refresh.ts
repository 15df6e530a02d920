import type { Tx } from "@homeport/db";
import type { GalleryDeps } from "../context.ts";
import { tagImage } from "../tag/tag-image.ts";
import { keepEdited } from "./keep-edited.ts";
import type { PhotoFacts } from "./photo-facts.ts";
import { lockEditedFields, writeFacts } from "./store.ts";

/**
 * Writes what a photo's file says, but over nothing that a person wrote; in the transaction that proved whose work it
 * is. A photo that is gone meanwhile changes nothing.
 */
export async function refreshMetadata(
  deps: Pick<GalleryDeps, "random">,
  tx: Tx,
  photo: { organizationId: string; imageId: string; facts: PhotoFacts },
): Promise<void> {
  const { organizationId, imageId, facts } = photo;
  const editedFields = await lockEditedFields(tx, imageId);
  if (editedFields === null) return;
  const { columns, keywords } = keepEdited(facts, editedFields);
  await writeFacts(tx, imageId, columns);
  await tagImage(tx, { organizationId, imageId, names: keywords, random: deps.random });
}
