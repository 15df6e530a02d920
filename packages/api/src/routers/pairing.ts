import { createPairing, readPairing, redeemPairing, redeemPairingInput } from "@homeport/auth";
import { z } from "zod";
import { refuseForeignOrigin } from "../origin.ts";
import { publicProcedure, signedInProcedure } from "../procedures.ts";
import { takeAddressRate, takeSharedRate } from "../rate.ts";
import { trpc } from "../trpc.ts";
import { idField } from "./page-input.ts";

/** Signs another device in as the acting person, by a code that it is shown. */
export const pairingRouter = trpc.router({
  /** Answers code and QR token once; only their digests are kept. */
  create: signedInProcedure.mutation(({ ctx }) =>
    createPairing({ ...ctx.deps.gate, ...ctx.acting }),
  ),

  /** What became of a code: waiting, paired (with the session that it gave), or expired. */
  status: signedInProcedure
    .input(z.strictObject({ pairingId: idField }))
    .query(({ ctx, input }) => readPairing({ ...ctx.acting, db: ctx.deps.db }, input)),

  /** The other device shows the code, or the token of the picture, and gets its session as a cookie. */
  redeem: publicProcedure.input(redeemPairingInput).mutation(async ({ ctx, input }) => {
    refuseForeignOrigin(ctx.headers, ctx.deps.webUrl);
    await takeAddressRate(ctx, "pairing");
    await takeSharedRate(ctx, "pairing-all");
    const { deps, address, requestId, headers } = ctx;
    const userAgent = headers.get("user-agent");
    const device = { actor: { kind: "anonymous" }, address, requestId, userAgent } as const;
    const { user, token } = await redeemPairing(deps.gate, device, input);
    ctx.setCookie?.(deps.auth.deviceCookie(token));
    return { name: user.name, email: user.email };
  }),
});
