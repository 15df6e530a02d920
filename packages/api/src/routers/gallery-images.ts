import {
  bulkImages,
  emptyTrash,
  fileFields,
  getImage,
  listImages,
  publishImages,
  purgeImages,
  readFacets,
  reprocessImages,
  restoreImages,
  retryImage,
  trashImages,
  unpublishImages,
  updateImage,
} from "@homeport/gallery";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import {
  filterFields,
  idsField,
  selectionField,
  textField,
  titleField,
  versionField,
} from "./gallery-input.ts";
import { idField, pageFields } from "./page-input.ts";

const imagesInput = z.strictObject({ imageIds: idsField });
const placeField = z
  .strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  })
  .nullable();
const takenField = z
  .strictObject({
    local: z.iso.datetime({ local: true, precision: 0 }),
    offsetMin: z.number().int().min(-900).max(900).nullable(),
  })
  .nullable();
const tagName = z.string().trim().min(1).max(64);
const tagNames = z.array(tagName).max(50);
const yearMinutes = 366 * 24 * 60;

const changeField = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["publish", "unpublish", "trash", "restore"]) }),
  z.strictObject({ kind: z.enum(["add-to-album", "remove-from-album"]), albumId: idField }),
  z.strictObject({ kind: z.literal("add-tags"), names: tagNames.min(1) }),
  z.strictObject({ kind: z.literal("remove-tags"), tagIds: z.array(idField).min(1).max(50) }),
  z.strictObject({
    kind: z.literal("set-texts"),
    title: titleField.optional(),
    credit: titleField.optional(),
    license: titleField.optional(),
  }),
  z.strictObject({ kind: z.literal("set-place"), place: placeField }),
  z.strictObject({
    kind: z.literal("shift-taken"),
    minutes: z
      .number()
      .int()
      .min(-100 * yearMinutes)
      .max(100 * yearMinutes),
  }),
  z.strictObject({ kind: z.literal("set-on-home"), onHome: z.boolean() }),
]);

export const galleryImagesRouter = trpc.router({
  list: inOrganization("gallery.read")
    .input(z.strictObject({ ...pageFields, ...filterFields }))
    .query(({ ctx, input }) => listImages(ctx.gallery, input)),

  get: inOrganization("gallery.read")
    .input(z.strictObject({ imageId: idField }))
    .query(({ ctx, input }) => getImage(ctx.gallery, input)),

  facets: inOrganization("gallery.read").query(({ ctx }) => readFacets(ctx.gallery)),

  /** What is left out stays; `fromFile` gives fields back to the file's own word. */
  update: inOrganization("gallery.write")
    .input(
      z.strictObject({
        imageId: idField,
        version: versionField,
        title: titleField.optional(),
        caption: textField.optional(),
        altText: textField.optional(),
        credit: titleField.optional(),
        license: titleField.optional(),
        taken: takenField.optional(),
        place: placeField.optional(),
        onHome: z.boolean().optional(),
        tags: tagNames.optional(),
        fromFile: z.array(z.enum(fileFields)).min(1).optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateImage(ctx.gallery, input)),

  /** One change to many photos; what it needs beside `gallery.write` depends on the change. */
  bulk: inOrganization("gallery.write")
    .input(z.strictObject({ selection: selectionField, change: changeField }))
    .mutation(({ ctx, input }) => bulkImages(ctx.gallery, input)),

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
    .input(z.strictObject({ imageId: idField, readsDamaged: z.boolean().optional() }))
    .mutation(({ ctx, input }) => retryImage(ctx.gallery, input)),

  /** Makes renditions anew that are done, without a run. */
  reprocess: inOrganization("gallery.operate")
    .input(imagesInput)
    .mutation(({ ctx, input }) => reprocessImages(ctx.gallery, input)),

  purge: inOrganization("gallery.admin")
    .input(imagesInput)
    .mutation(({ ctx, input }) => purgeImages(ctx.gallery, input)),

  emptyTrash: inOrganization("gallery.admin").mutation(({ ctx }) => emptyTrash(ctx.gallery)),
});
