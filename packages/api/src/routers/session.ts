import { permissionsOf } from "@homeport/auth";
import { publicProcedure, signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";

export const sessionRouter = trpc.router({
  /** Who is signed in, or null; never an error for a stranger. */
  me: publicProcedure.query(async ({ ctx }) => {
    const session = await ctx.readSession();
    if (session === null) return null;
    const { sessionId, userId, name, email, kind, assurance, expiresAt } = session;
    return { sessionId, userId, name, email, kind, assurance, expiresAt };
  }),

  /** The organizations of the acting person, the oldest membership first, with what each allows. */
  organizations: signedInProcedure.query(async ({ ctx }) => {
    const memberships = await ctx.readMemberships();
    return memberships.map((membership) => ({
      ...membership,
      roles: [...membership.roles],
      permissions: [...permissionsOf(membership.roles)].sort(),
    }));
  }),

  /** What the acting person may do as an operator of the installation; nothing for most people. */
  operatorWords: signedInProcedure.query(async ({ ctx }) => [...(await ctx.readOperatorWords())]),
});
