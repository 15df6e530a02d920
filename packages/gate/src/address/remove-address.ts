import { z } from "zod";
import { lockGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import {
  type AddressRow,
  deleteAddress,
  findAddress,
  movePrimary,
  readAddresses,
} from "./store.ts";

export const removeAddressInput = z.strictObject({
  appId: z.string().max(64),
  addressId: z.string().max(64),
});

/**
 * Takes an address away; it answers 404 from the next announcement on. When it was the primary one, the app's label is
 * that again, or another hostname where Homeport gives no label. Throws ADDRESS_NOT_FOUND, and LAST_ADDRESS for the last
 * one that an app keeps.
 */
export async function removeAddress(
  ctx: GateContext,
  input: z.infer<typeof removeAddressInput>,
): Promise<void> {
  const organizationId = authorize(ctx, "gate.write");
  const { appId, addressId } = input;
  const act = { action: "address.remove", target: { kind: "app", id: appId }, organizationId };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    const gate = await lockGate(tx, organizationId, appId);
    if (gate === null) throw new GateError("APP_NOT_FOUND");
    const address = await findAddress(tx, appId, addressId);
    if (address === null) throw new GateError("ADDRESS_NOT_FOUND");
    const rest = (await readAddresses(tx, appId)).filter(({ id }) => id !== addressId);
    const next = nextPrimary(gate.carrier, rest);
    await deleteAddress(tx, addressId);
    if (address.isPrimary) await movePrimary(tx, appId, next.id);
    scope.note({ hostname: address.hostname });
    scope.commit(() => ctx.feed.announce("app.gate", appId));
  });
}

/** An app behind a tunnel keeps a label, any other keeps a hostname, the proven before the unproven. */
function nextPrimary(carrier: "tunnel" | "external", rest: readonly AddressRow[]): AddressRow {
  const label = rest.find(({ kind }) => kind === "label");
  const proven = rest.find(({ verifiedAt }) => verifiedAt !== null);
  const next = carrier === "tunnel" ? label : (label ?? proven ?? rest[0]);
  if (next !== undefined) return next;
  if (carrier === "tunnel") throw new GateError("LAST_ADDRESS");
  const publicMessage = "This app has no other hostname. Add one first, or remove the app.";
  throw new GateError("LAST_ADDRESS", { publicMessage });
}
