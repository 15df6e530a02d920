import {
  createAlbumLink,
  listAlbumLinks,
  revokeAlbumLink,
  setAlbumLinkPassword,
} from "@homeport/gallery";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField } from "./page-input.ts";

const minuteMs = 60_000;
const lifeMostMs = 366 * 24 * 60 * minuteMs;
const password = z.string().min(4).max(200).nullable();

/** Addresses that open an album to whoever holds one. */
export const galleryLinksRouter = trpc.router({
  /** The newest first, without what opens them. */
  list: inOrganization("gallery.publish").query(({ ctx }) => listAlbumLinks(ctx.gallery)),

  /** Its answer alone tells the address. */
  create: inOrganization("gallery.publish")
    .input(
      z.strictObject({
        albumId: idField,
        label: z.string().trim().max(100).default(""),
        password: password.default(null),
        download: z.enum(["never", "clean", "original"]).nullable().default(null),
        lifeMs: z.number().int().min(minuteMs).max(lifeMostMs).nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { linkId, token } = await createAlbumLink(ctx.gallery, input);
      return { linkId, url: new URL(`/s/${token}`, ctx.deps.webUrl).href };
    }),

  /** Ends the link, and everybody who came by it, at their next request. */
  revoke: inOrganization("gallery.publish")
    .input(z.strictObject({ linkId: idField }))
    .mutation(({ ctx, input }) => revokeAlbumLink(ctx.gallery, input)),

  /** Whoever came by the former password has to come again. */
  setPassword: inOrganization("gallery.publish")
    .input(z.strictObject({ linkId: idField, password }))
    .mutation(({ ctx, input }) => setAlbumLinkPassword(ctx.gallery, input)),
});
