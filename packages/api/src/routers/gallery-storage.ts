import { checkStorage, getStorageStatus, sweepOwnStorage } from "@homeport/gallery";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";

/** Where the bytes are, and whether that place does what it should. */
export const galleryStorageRouter = trpc.router({
  status: inOrganization("gallery.admin").query(({ ctx }) => getStorageStatus(ctx.gallery)),

  /** Writes an object, reads it back in every way that photos need, and deletes it. */
  check: inOrganization("gallery.admin").mutation(({ ctx }) => checkStorage(ctx.gallery)),

  /** Queues files of this organization that no row names; they are deleted a day later. */
  sweep: inOrganization("gallery.admin").mutation(({ ctx }) => sweepOwnStorage(ctx.gallery)),
});
