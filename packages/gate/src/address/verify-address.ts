import { z } from "zod";
import { findGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { type AddressView, viewAddress } from "./address-view.ts";
import { lookAtClaim } from "./look-at-claim.ts";
import { type Finding, findAddress, findClaim } from "./store.ts";
import type { TxtLookup } from "./txt-lookup.ts";

export const verifyAddressInput = z.strictObject({
  appId: z.string().max(64),
  addressId: z.string().max(64),
});

export interface VerifiedAddress {
  readonly finding: Finding;
  readonly address: AddressView;
}

/**
 * Looks for the DNS record of a custom hostname now. `finding` says what it saw: the hostname serves when the record is
 * `found`, unless another app proves it too (`taken`). Throws ADDRESS_NOT_FOUND, also for a label, and VERSION_CONFLICT.
 */
export async function verifyAddress(
  ctx: GateContext & { readonly lookUpTxt: TxtLookup },
  input: z.infer<typeof verifyAddressInput>,
): Promise<VerifiedAddress> {
  const organizationId = authorize(ctx, "gate.write");
  const { appId, addressId } = input;
  const { orm } = ctx.db;
  if ((await findGate(orm, organizationId, appId)) === null) throw new GateError("APP_NOT_FOUND");
  const claim = await findClaim(orm, addressId);
  if (claim?.app_id !== appId) throw new GateError("ADDRESS_NOT_FOUND");
  const finding = await lookAtClaim(ctx, ctx, claim, { by: "person" });
  const address = await findAddress(orm, appId, addressId);
  if (address === null) throw new GateError("ADDRESS_NOT_FOUND");
  return { finding, address: viewAddress(ctx.appsUrl, address) };
}
