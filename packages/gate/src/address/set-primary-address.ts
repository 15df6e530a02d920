import { z } from "zod";
import { lockGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { type AddressView, viewAddress } from "./address-view.ts";
import { findAddress, movePrimary } from "./store.ts";

export const setPrimaryAddressInput = z.strictObject({
  appId: z.string().max(64),
  addressId: z.string().max(64),
});

/** Makes one of an app's addresses the one that lists and links show. Throws ADDRESS_NOT_FOUND and ADDRESS_UNVERIFIED. */
export async function setPrimaryAddress(
  ctx: GateContext,
  input: z.infer<typeof setPrimaryAddressInput>,
): Promise<AddressView> {
  const organizationId = authorize(ctx, "gate.write");
  const { appId, addressId } = input;
  const act = { action: "address.primary", target: { kind: "app", id: appId }, organizationId };
  return await ctx.db.write(ctx, act, async (tx, scope) => {
    if ((await lockGate(tx, organizationId, appId)) === null) throw new GateError("APP_NOT_FOUND");
    const address = await findAddress(tx, appId, addressId);
    if (address === null) throw new GateError("ADDRESS_NOT_FOUND");
    if (address.verifiedAt === null) throw new GateError("ADDRESS_UNVERIFIED");
    await movePrimary(tx, appId, addressId);
    scope.note({ hostname: address.hostname });
    scope.commit(() => ctx.feed.announce("app.gate", appId));
    return viewAddress(ctx.appsUrl, { ...address, isPrimary: true });
  });
}
