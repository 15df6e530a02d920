import {
  addToAlbum,
  arrangeAlbum,
  createAlbum,
  deleteAlbum,
  getSettings,
  idsMost,
  listAlbums,
  listImages,
  publishImages,
  readAlbum,
  readHome,
  removeFromAlbum,
  restoreImages,
  retryImage,
  trashImages,
  unpublishImages,
  updateAlbum,
  updateImage,
  updateSettings,
} from "@homeport/gallery";
import { z } from "zod";
import { inOrganization, publicProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";

const imagesInput = z.strictObject({ imageIds: z.array(idField).min(1).max(idsMost) });
const albumImages = z.strictObject({
  albumId: idField,
  imageIds: z.array(idField).min(1).max(idsMost),
});
const version = z.number().int().min(0);
const title = z.string().trim().max(200);
const text = z.string().trim().max(5_000);
const visibility = z.enum(["public", "unlisted", "private"]);
const albumTitle = z.string().trim().min(1).max(200);
/** Of an organization or an album, as an address names it. */
const slug = z.string().trim().min(1).max(100);
const publicPage = {
  limit: z.number().int().min(1).max(100).optional(),
  cursor: pageFields.cursor,
};
const direction = pageFields.direction;

const imagesRouter = trpc.router({
  list: inOrganization("gallery.read")
    .input(
      z.strictObject({
        ...pageFields,
        albumId: idField.optional(),
        publication: z.enum(["draft", "published"]).optional(),
        isFailed: z.boolean().optional(),
        isTrashed: z.boolean().optional(),
      }),
    )
    .query(({ ctx, input }) => listImages(ctx.gallery, input)),

  update: inOrganization("gallery.write")
    .input(
      z.strictObject({
        imageId: idField,
        version,
        title: title.optional(),
        caption: text.optional(),
        altText: text.optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateImage(ctx.gallery, input)),

  publish: inOrganization("gallery.publish")
    .input(imagesInput)
    .mutation(({ ctx, input }) => publishImages(ctx.gallery, input)),

  /** No answer that begins after this one's shows them to a stranger. */
  unpublish: inOrganization("gallery.publish")
    .input(imagesInput)
    .mutation(({ ctx, input }) => unpublishImages(ctx.gallery, input)),

  trash: inOrganization("gallery.write")
    .input(imagesInput)
    .mutation(({ ctx, input }) => trashImages(ctx.gallery, input)),

  restore: inOrganization("gallery.write")
    .input(imagesInput)
    .mutation(({ ctx, input }) => restoreImages(ctx.gallery, input)),

  retry: inOrganization("gallery.operate")
    .input(z.strictObject({ imageId: idField }))
    .mutation(({ ctx, input }) => retryImage(ctx.gallery, input)),
});

const albumsRouter = trpc.router({
  list: inOrganization("gallery.read").query(({ ctx }) => listAlbums(ctx.gallery)),

  create: inOrganization("gallery.publish")
    .input(
      z.strictObject({
        title: albumTitle,
        visibility: visibility.optional(),
        parentId: idField.nullable().optional(),
      }),
    )
    .mutation(({ ctx, input }) => createAlbum(ctx.gallery, input)),

  /** What is left out stays; a parent moves it, `null` to the top. */
  update: inOrganization("gallery.publish")
    .input(
      z.strictObject({
        albumId: idField,
        version,
        title: albumTitle.optional(),
        description: text.optional(),
        visibility: visibility.optional(),
        parentId: idField.nullable().optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateAlbum(ctx.gallery, input)),

  delete: inOrganization("gallery.publish")
    .input(z.strictObject({ albumId: idField }))
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

const settingsRouter = trpc.router({
  get: inOrganization("gallery.read").query(({ ctx }) => getSettings(ctx.gallery)),

  update: inOrganization("gallery.admin")
    .input(
      z.strictObject({
        version,
        isOpen: z.boolean().optional(),
        title: title.optional(),
        description: text.optional(),
        author: title.optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateSettings(ctx.gallery, input)),
});

/** What strangers see. It says nothing of files, hashes, keys, work or places. */
const publicRouter = trpc.router({
  home: publicProcedure
    .input(z.strictObject({ slug, ...publicPage, direction }))
    .query(({ ctx, input }) => readHome(ctx.deps.publicGallery, input)),

  album: publicProcedure
    .input(z.strictObject({ slug, album: slug, ...publicPage, direction }))
    .query(({ ctx, input }) => readAlbum(ctx.deps.publicGallery, input)),
});

export const galleryRouter = trpc.router({
  images: imagesRouter,
  albums: albumsRouter,
  settings: settingsRouter,
  public: publicRouter,
});
