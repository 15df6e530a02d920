import { readAlbum, readHome } from "@homeport/gallery";
import { z } from "zod";
import { publicProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { galleryAlbumsRouter } from "./gallery-albums.ts";
import { galleryImagesRouter } from "./gallery-images.ts";
import { gallerySettingsRouter, galleryStatsRouter } from "./gallery-settings.ts";
import { galleryTagsRouter } from "./gallery-tags.ts";
import { galleryTasksRouter } from "./gallery-tasks.ts";
import { pageFields } from "./page-input.ts";

/** Of an organization or an album, as an address names it. */
const slug = z.string().trim().min(1).max(100);
const publicPage = {
  limit: z.number().int().min(1).max(100).optional(),
  cursor: pageFields.cursor,
};
const direction = pageFields.direction;

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
  images: galleryImagesRouter,
  albums: galleryAlbumsRouter,
  tags: galleryTagsRouter,
  settings: gallerySettingsRouter,
  stats: galleryStatsRouter,
  tasks: galleryTasksRouter,
  public: publicRouter,
});
