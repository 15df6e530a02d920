import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import type { FileField } from "../metadata/keep-edited.ts";
import { tellOf } from "../news/tell.ts";
import { requireTagName, tagsMost } from "../tag/names.ts";
import { setTags } from "../tag/set-tags.ts";
import { insertDueWork } from "../work/store.ts";
import { editImage, forgetEdited, type ImageEdit } from "./edit-store.ts";
import { mayWriteImage } from "./may-write.ts";
import { refreshReach } from "./refresh-reach.ts";
import { lockImages } from "./store.ts";

export interface ImageUpdate extends ImageEdit {
  imageId: string;
  version: number;
  /** All tags that it shall bear, by name. */
  tags?: readonly string[] | undefined;
  /** Fields for which the file's word counts again: it is read anew. */
  fromFile?: readonly FileField[] | undefined;
}

/**
 * Writes what a person says of a photo, over what its file says. Throws IMAGE_NOT_FOUND, NOT_PERMITTED, TAG_INVALID,
 * TAGS_MOST, and VERSION_CONFLICT with the version that is stored.
 */
export async function updateImage(
  ctx: GalleryContext,
  input: ImageUpdate,
): Promise<{ version: number }> {
  const { imageId, version, tags, fromFile = [], ...edit } = input;
  const organizationId = authorize(ctx, "gallery.write");
  if (edit.onHome !== undefined) authorize(ctx, "gallery.publish");
  const wanted = tags === undefined ? null : wantedTags(tags);
  const target = { kind: "image", id: imageId };
  const detail = { fields: fieldsOf(input) };
  const act = { action: "image.update", target, organizationId, detail, repeatable: true };
  return await ctx.db.write(ctx, act, async (tx, scope) => {
    const [image] = await lockImages(tx, organizationId, [imageId]);
    if (image === undefined) throw new GalleryError("IMAGE_NOT_FOUND");
    if (!mayWriteImage(ctx, image)) throw new GalleryError("NOT_PERMITTED");
    const isTagged =
      wanted !== null && (await setTags(ctx, tx, { organizationId, imageId, wanted }));
    const stored = await editImage(tx, imageId, version, edit, isTagged ? ["tags"] : []);
    if (stored === null) {
      throw new GalleryError("VERSION_CONFLICT", { facts: { version: image.version } });
    }
    if (fromFile.length > 0) {
      await forgetEdited(tx, imageId, fromFile);
      const work = { kind: "metadata", imageId } as const;
      await insertDueWork(tx, { ...work, organizationId });
      scope.commit(() => ctx.wakeWork([work]));
    }
    await refreshReach(tx, [imageId], ctx.random);
    scope.commit(() => tellOf(ctx, organizationId, "gallery.image"));
    return { version: stored };
  });
}

function wantedTags(names: readonly string[]): ReadonlyMap<string, string> {
  const wanted = new Map(names.map(requireTagName).map(({ name, slug }) => [slug, name] as const));
  if (wanted.size > tagsMost) throw new GalleryError("TAGS_MOST");
  return wanted;
}

/** The record says which fields were written, not what: texts may be long, and a place is nobody's business there. */
function fieldsOf({ imageId: _id, version: _version, ...given }: ImageUpdate): string[] {
  return Object.entries(given).flatMap(([field, value]) => (value === undefined ? [] : [field]));
}
