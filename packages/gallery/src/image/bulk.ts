import { placeInAlbum, takeFromAlbum } from "../album/append.ts";
import type { GalleryContext } from "../context.ts";
import { requireTagName, tagsMost } from "../tag/names.ts";
import {
  deleteImageTags,
  ensureTags,
  findTagCounts,
  insertImageTags,
  lockTags,
} from "../tag/store.ts";
import { plainAct } from "./change-images.ts";
import { type Changed, changeMany, type ImageSelection, type ImagesAct } from "./change-many.ts";
import { editImages, markEdited, type Place, shiftTaken } from "./edit-store.ts";
import type { PlainChange } from "./store.ts";

export type BulkChange =
  | { kind: PlainChange }
  | { kind: "add-to-album" | "remove-from-album"; albumId: string }
  | { kind: "add-tags"; names: readonly string[] }
  | { kind: "remove-tags"; tagIds: readonly string[] }
  | {
      kind: "set-texts";
      title?: string | undefined;
      credit?: string | undefined;
      license?: string | undefined;
    }
  | { kind: "set-place"; place: Place }
  | { kind: "shift-taken"; minutes: number }
  | { kind: "set-on-home"; onHome: boolean };

/** Makes one change to many photos. Throws what `changeMany` does, and ALBUM_NOT_FOUND and TAG_INVALID. */
export async function bulkImages(
  ctx: GalleryContext,
  input: { selection: ImageSelection; change: BulkChange },
): Promise<Changed> {
  return await changeMany(ctx, actOf(ctx, input.change), input.selection);
}

function actOf(ctx: GalleryContext, change: BulkChange): ImagesAct {
  switch (change.kind) {
    case "publish":
    case "unpublish":
    case "trash":
    case "restore":
      return plainAct(change.kind);
    case "add-to-album":
    case "remove-from-album":
      return albumAct(change);
    case "add-tags":
      return addTagsAct(ctx, change.names);
    case "remove-tags":
      return removeTagsAct(change.tagIds);
    case "set-texts": {
      const { kind: _kind, ...texts } = change;
      return editAct({ ...texts }, async (tx, imageIds) => editImages(tx, imageIds, texts));
    }
    case "set-place":
      return editAct({ hasPlace: change.place !== null }, async (tx, imageIds) =>
        editImages(tx, imageIds, { place: change.place }),
      );
    case "shift-taken":
      return shiftAct(change.minutes);
    case "set-on-home": {
      const { onHome } = change;
      const edit = editAct({ onHome }, async (tx, imageIds) =>
        editImages(tx, imageIds, { onHome }),
      );
      return { ...edit, permission: "gallery.publish" };
    }
  }
}

function editAct(
  detail: Readonly<Record<string, unknown>>,
  edit: (...args: Parameters<ImagesAct["apply"]>) => Promise<void>,
): ImagesAct {
  return {
    ...{ action: "image.update", permission: "gallery.write", detail },
    async apply(...args) {
      await edit(...args);
      return [];
    },
  };
}

function albumAct({ kind, albumId }: { kind: string; albumId: string }): ImagesAct {
  const isAdded = kind === "add-to-album";
  const action = isAdded ? "album.add-images" : "album.remove-images";
  return {
    ...{ action, permission: "gallery.publish", detail: { albumId } },
    async apply(tx, imageIds, organizationId) {
      const change = isAdded ? placeInAlbum : takeFromAlbum;
      await change(tx, { organizationId, albumId, imageIds });
      return [];
    },
  };
}

/** A photo that would bear too many is left as it was. */
function addTagsAct(ctx: GalleryContext, names: readonly string[]): ImagesAct {
  const wanted = new Map(names.map(requireTagName).map(({ name, slug }) => [slug, name] as const));
  return {
    ...{ action: "image.update", permission: "gallery.write", detail: { addTags: names } },
    async apply(tx, imageIds, organizationId) {
      if (imageIds.length === 0) return [];
      const tagIds = [...(await ensureTags(tx, organizationId, wanted, ctx.random)).values()];
      const borne = await findTagCounts(tx, imageIds, tagIds);
      const isFull = (imageId: string) => (borne.get(imageId) ?? 0) + tagIds.length > tagsMost;
      const rows = imageIds
        .filter((imageId) => !isFull(imageId))
        .flatMap((imageId) => tagIds.map((tagId) => ({ organizationId, imageId, tagId })));
      await insertImageTags(tx, rows);
      return imageIds.filter(isFull).map((imageId) => ({ imageId, code: "TAGS_MOST" }));
    },
  };
}

function removeTagsAct(tagIds: readonly string[]): ImagesAct {
  return editAct({ removeTags: tagIds }, async (tx, imageIds, organizationId) => {
    const known = await lockTags(tx, organizationId, tagIds);
    await deleteImageTags(
      tx,
      imageIds,
      known.map((tag) => tag.tagId),
    );
    await markEdited(tx, imageIds, ["tags"]);
  });
}

function shiftAct(minutes: number): ImagesAct {
  return {
    ...{ action: "image.update", permission: "gallery.write", detail: { shiftMinutes: minutes } },
    async apply(tx, imageIds) {
      const shifted = new Set(await shiftTaken(tx, imageIds, minutes));
      return imageIds
        .filter((imageId) => !shifted.has(imageId))
        .map((imageId) => ({ imageId, code: "TAKEN_UNKNOWN" }));
    },
  };
}
