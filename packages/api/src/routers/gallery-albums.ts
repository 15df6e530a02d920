import {
  addToAlbum,
  arrangeAlbum,
  createAlbum,
  deleteAlbum,
  getAlbum,
  listAlbumImages,
  listAlbums,
  moveAlbum,
  removeFromAlbum,
  updateAlbum,
} from "@homeport/gallery";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idsField, textField, versionField, visibilityField } from "./gallery-input.ts";
import { idField, pageFields } from "./page-input.ts";

const albumTitle = z.string().trim().min(1).max(200);
const albumInput = z.strictObject({ albumId: idField });
const albumImages = albumInput.extend({ imageIds: idsField });

export const galleryAlbumsRouter = trpc.router({
  list: inOrganization("gallery.read").query(({ ctx }) => listAlbums(ctx.gallery)),

  get: inOrganization("gallery.read")
    .input(albumInput)
    .query(({ ctx, input }) => getAlbum(ctx.gallery, input)),

  /** Its photos in its order, drafts among them. */
  images: inOrganization("gallery.read")
    .input(albumInput.extend(pageFields))
    .query(({ ctx, input }) => listAlbumImages(ctx.gallery, input)),

  create: inOrganization("gallery.publish")
    .input(
      z.strictObject({
        title: albumTitle,
        visibility: visibilityField.optional(),
        parentId: idField.nullable().optional(),
      }),
    )
    .mutation(({ ctx, input }) => createAlbum(ctx.gallery, input)),

  /** What is left out stays; a parent moves it, `null` to the top. */
  update: inOrganization("gallery.publish")
    .input(
      z.strictObject({
        albumId: idField,
        version: versionField,
        title: albumTitle.optional(),
        slug: z.string().trim().min(1).max(100).optional(),
        description: textField.optional(),
        visibility: visibilityField.optional(),
        parentId: idField.nullable().optional(),
        coverImageId: idField.nullable().optional(),
        orderBy: z
          .enum(["manual", "taken_desc", "taken_asc", "added_desc", "added_asc", "shuffle"])
          .optional(),
        location: z.enum(["hidden", "approximate", "exact"]).optional(),
        download: z.enum(["never", "clean", "original"]).optional(),
        zoom: z.enum(["variants", "full"]).optional(),
        keepFileNames: z.boolean().optional(),
        dailyWeight: z.number().int().min(0).max(10).optional(),
        layout: z.enum(["masonry", "single"]).nullable().optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateAlbum(ctx.gallery, input)),

  /** Under another album, behind one of those there. */
  move: inOrganization("gallery.publish")
    .input(albumInput.extend({ parentId: idField.nullable(), afterId: idField.nullable() }))
    .mutation(({ ctx, input }) => moveAlbum(ctx.gallery, input)),

  delete: inOrganization("gallery.publish")
    .input(albumInput)
    .mutation(({ ctx, input }) => deleteAlbum(ctx.gallery, input)),

  addImages: inOrganization("gallery.publish")
    .input(albumImages)
    .mutation(({ ctx, input }) => addToAlbum(ctx.gallery, input)),

  removeImages: inOrganization("gallery.publish")
    .input(albumImages)
    .mutation(({ ctx, input }) => removeFromAlbum(ctx.gallery, input)),

  arrange: inOrganization("gallery.publish")
    .input(albumImages.extend({ afterId: idField.nullable() }))
    .mutation(({ ctx, input }) => arrangeAlbum(ctx.gallery, input)),
});
