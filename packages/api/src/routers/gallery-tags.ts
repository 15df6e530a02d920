import { deleteTag, listTags, mergeTags, renameTag } from "@homeport/gallery";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";

export const galleryTagsRouter = trpc.router({
  /** In the order of their slugs; `begins` narrows them to those that begin so. */
  list: inOrganization("gallery.read")
    .input(z.strictObject({ ...pageFields, begins: z.string().max(64).optional() }))
    .query(({ ctx, input }) => listTags(ctx.gallery, input)),

  rename: inOrganization("gallery.publish")
    .input(z.strictObject({ tagId: idField, name: z.string().trim().min(1).max(64) }))
    .mutation(({ ctx, input }) => renameTag(ctx.gallery, input)),

  /** Whatever bears `tagId` bears `intoId` in its place. */
  merge: inOrganization("gallery.publish")
    .input(z.strictObject({ tagId: idField, intoId: idField }))
    .mutation(({ ctx, input }) => mergeTags(ctx.gallery, input)),

  delete: inOrganization("gallery.publish")
    .input(z.strictObject({ tagId: idField }))
    .mutation(({ ctx, input }) => deleteTag(ctx.gallery, input)),
});
