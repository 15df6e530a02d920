import { z } from "zod";
import { lockGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { deleteAddress, findAddress, movePrimary, readAddresses } from "./store.ts";

export const removeAddressInput = z.strictObject({
  appId: z.string().max(64),
  addressId: z.string().max(64),
});

/**
 * Takes an address away; it answers 404 from the next announcement on. When it was the primary one, the app's label is
 * that again. Throws ADDRESS_NOT_FOUND, and LAST_ADDRESS for the only label.
 */
export async function removeAddress(
  ctx: GateContext,
  input: z.infer<typeof removeAddressInput>,
): Promise<void> {
  const organizationId = authorize(ctx, "gate.write");
  const { appId, addressId } = input;
  const act = { action: "address.remove", target: { kind: "app", id: appId }, organizationId };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    if ((await lockGate(tx, organizationId, appId)) === null) throw new GateError("APP_NOT_FOUND");
    const address = await findAddress(tx, appId, addressId);
    if (address === null) throw new GateError("ADDRESS_NOT_FOUND");
    const rest = (await readAddresses(tx, appId)).filter(({ id }) => id !== addressId);
    const label = rest.find(({ kind }) => kind === "label");
    if (label === undefined) throw new GateError("LAST_ADDRESS");
    await deleteAddress(tx, addressId);
    if (address.isPrimary) await movePrimary(tx, appId, label.id);
    scope.note({ hostname: address.hostname });
    scope.commit(() => ctx.feed.announce("app.gate", appId));
  });
}
