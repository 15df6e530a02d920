import { z } from "zod";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { markRevoked } from "./store.ts";

export const revokeShareLinkInput = z.strictObject({ linkId: z.string().min(1).max(64) });

/** Ends a link and everybody who came by it, everywhere; LINK_NOT_FOUND for anybody else's. */
export async function revokeShareLink(
  ctx: GateContext,
  input: z.input<typeof revokeShareLinkInput>,
): Promise<void> {
  const organizationId = authorize(ctx, "gate.share");
  const { linkId } = revokeShareLinkInput.parse(input);
  const act = { action: "link.revoke", target: { kind: "link", id: linkId }, organizationId };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const appId = await markRevoked(tx, organizationId, linkId);
    if (appId === null) throw new GateError("LINK_NOT_FOUND");
    after.note({ appId });
    after.commit(() => ctx.feed.announce("link", linkId));
  });
}
