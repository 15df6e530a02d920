import {
  publicFilterFields,
  readAlbum,
  readAlbums,
  readHome,
  readImage,
  readMap,
  readNeighbours,
  readPublicFacets,
  readTag,
} from "@homeport/gallery";
import { z } from "zod";
import { askerOf } from "../context/asker.ts";
import type { ApiContext } from "../context/request.ts";
import { publicProcedure } from "../procedures.ts";
import { takeAddressRate } from "../rate.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";

/** Of an organization or an album, as an address names it. */
const slug = z.string().trim().min(1).max(100);
const { album, tag, ...filter } = publicFilterFields;
const page = {
  limit: z.number().int().min(1).max(100).optional(),
  cursor: pageFields.cursor,
  direction: pageFields.direction,
};

/** Looking for words costs the store more than turning a page. */
async function takeSearch(ctx: ApiContext, words: string | undefined): Promise<void> {
  if (words !== undefined) await takeAddressRate(ctx, "gallery-search");
}

/** What strangers see. It says nothing of files, hashes, keys or work, and of places what albums allow. */
export const galleryPublicRouter = trpc.router({
  home: publicProcedure
    .input(z.strictObject({ slug, tag, ...filter, ...page }))
    .query(async ({ ctx, input }) => {
      await takeSearch(ctx, input.words);
      return await readHome(ctx.deps.publicGallery, input, askerOf(ctx));
    }),

  albums: publicProcedure
    .input(z.strictObject({ slug }))
    .query(({ ctx, input }) => readAlbums(ctx.deps.publicGallery, input, askerOf(ctx))),

  album: publicProcedure
    .input(z.strictObject({ slug, album: slug, tag, ...filter, ...page }))
    .query(async ({ ctx, input }) => {
      await takeSearch(ctx, input.words);
      return await readAlbum(ctx.deps.publicGallery, input, askerOf(ctx));
    }),

  tag: publicProcedure
    .input(z.strictObject({ slug, tag: slug, ...filter, ...page }))
    .query(async ({ ctx, input }) => {
      await takeSearch(ctx, input.words);
      return await readTag(ctx.deps.publicGallery, input, askerOf(ctx));
    }),

  image: publicProcedure
    .input(z.strictObject({ slug, imageId: idField, album, tag, ...filter }))
    .query(({ ctx, input }) => readImage(ctx.deps.publicGallery, input, askerOf(ctx))),

  /** At most 50 in all. */
  neighbours: publicProcedure
    .input(
      z.strictObject({
        ...{ slug, imageId: idField, album, tag, ...filter },
        radius: z.number().int().min(1).max(25).optional(),
      }),
    )
    .query(({ ctx, input }) => readNeighbours(ctx.deps.publicGallery, input, askerOf(ctx))),

  facets: publicProcedure
    .input(z.strictObject({ slug, album, tag, ...filter }))
    .query(async ({ ctx, input }) => {
      await takeAddressRate(ctx, "gallery-search");
      return await readPublicFacets(ctx.deps.publicGallery, input, askerOf(ctx));
    }),

  /** As `home` with words; of its own, so that a program can look for photos without knowing pages. */
  search: publicProcedure
    .input(
      z.strictObject({ slug, tag, ...filter, words: z.string().trim().min(1).max(200), ...page }),
    )
    .query(async ({ ctx, input }) => {
      await takeSearch(ctx, input.words);
      return await readHome(ctx.deps.publicGallery, input, askerOf(ctx));
    }),

  map: publicProcedure
    .input(z.strictObject({ slug }))
    .query(({ ctx, input }) => readMap(ctx.deps.publicGallery, input, askerOf(ctx))),
});
