import {
  createIdentity,
  createIdentityInput,
  deleteIdentity,
  deleteIdentityInput,
  getIdentity,
  getIdentityInput,
  listIdentities,
  makeDefaultIdentity,
  makeDefaultIdentityInput,
  updateIdentity,
  updateIdentityInput,
} from "@homeport/gate";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";

/** Each change answers with `applied`: how many of the live relays decide by it already. */
export const identitiesRouter = trpc.router({
  /** All of them, the default one first; there is always one, and a hundred at most. */
  list: inOrganization("identity.read").query(({ ctx }) => listIdentities(ctx.gate)),

  get: inOrganization("identity.read")
    .input(getIdentityInput)
    .query(({ ctx, input }) => getIdentity(ctx.gate, input)),

  create: inOrganization("identity.write")
    .input(createIdentityInput)
    .mutation(({ ctx, input }) => createIdentity(ctx.gate, input)),

  update: inOrganization("identity.write")
    .input(updateIdentityInput)
    .mutation(({ ctx, input }) => updateIdentity(ctx.gate, input)),

  makeDefault: inOrganization("identity.write")
    .input(makeDefaultIdentityInput)
    .mutation(({ ctx, input }) => makeDefaultIdentity(ctx.gate, input)),

  /** The default one is CONFLICT. */
  delete: inOrganization("identity.write")
    .input(deleteIdentityInput)
    .mutation(({ ctx, input }) => deleteIdentity(ctx.gate, input)),
});
