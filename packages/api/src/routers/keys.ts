import { createKey, createKeyInput, listKeys, revokeKey, revokeKeyInput } from "@homeport/auth";
import { chooseOrganization } from "../context/organization.ts";
import { signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";

/** API keys of the acting person; no key reaches them. */
export const keysRouter = trpc.router({
  /** Those of all organizations, without the keys themselves. */
  list: signedInProcedure.query(({ ctx }) => listKeys({ ...ctx.acting, db: ctx.deps.db })),

  /** Makes a key in the organization that the request is about; its answer alone tells the key. */
  create: signedInProcedure.input(createKeyInput).mutation(async ({ ctx, input }) => {
    const { organizationId } = chooseOrganization(await ctx.readMemberships(), ctx.headers);
    return await createKey({ ...ctx.deps.gate, ...ctx.acting, organizationId }, input);
  }),

  /** Ends a key everywhere within a second. */
  revoke: signedInProcedure
    .input(revokeKeyInput)
    .mutation(({ ctx, input }) => revokeKey({ ...ctx.deps.gate, ...ctx.acting }, input)),
});
