import {
  createShareLink,
  createShareLinkInput,
  listShareLinks,
  listShareLinksInput,
  revokeShareLink,
  revokeShareLinkInput,
} from "@homeport/gate";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";

/** Addresses that open an app to whoever holds one. */
export const shareLinksRouter = trpc.router({
  /** The newest first, without what opens them. */
  list: inOrganization("gate.share")
    .input(listShareLinksInput)
    .query(({ ctx, input }) => listShareLinks(ctx.gate, input)),

  /** Its answer alone tells the address. */
  create: inOrganization("gate.share")
    .input(createShareLinkInput)
    .mutation(({ ctx, input }) => createShareLink(ctx.gate, input)),

  /** Ends the link everywhere within a second, and everybody who came by it. */
  revoke: inOrganization("gate.share")
    .input(revokeShareLinkInput)
    .mutation(({ ctx, input }) => revokeShareLink(ctx.gate, input)),
});
