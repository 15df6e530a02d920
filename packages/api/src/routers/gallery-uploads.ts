import {
  cancelUpload,
  checkUploads,
  getUpload,
  hashesMost,
  listUploads,
  readUploadLimits,
} from "@homeport/gallery";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField } from "./page-input.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hexadecimal");
const uploadInput = z.strictObject({ uploadId: idField });

/** One's own files on their way; their bytes go to the plain route. */
export const galleryUploadsRouter = trpc.router({
  /** Which files are there already, so that nobody sends them again. */
  check: inOrganization("gallery.upload")
    .input(z.strictObject({ sha256: z.array(sha256).min(1).max(hashesMost) }))
    .query(({ ctx, input }) => checkUploads(ctx.gallery, input)),

  /** What this installation takes. */
  limits: inOrganization("gallery.upload").query(({ ctx }) => readUploadLimits(ctx.gallery)),

  list: inOrganization("gallery.upload").query(({ ctx }) => listUploads(ctx.gallery)),

  get: inOrganization("gallery.upload")
    .input(uploadInput)
    .query(({ ctx, input }) => getUpload(ctx.gallery, input)),

  cancel: inOrganization("gallery.upload")
    .input(uploadInput)
    .mutation(({ ctx, input }) => cancelUpload(ctx.gallery, input)),
});
