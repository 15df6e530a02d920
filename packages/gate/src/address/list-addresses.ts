import { z } from "zod";
import { findGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { type AddressView, byRank, viewAddress } from "./address-view.ts";
import { type HostnameProof, proofOf } from "./proof.ts";
import { type CheckRow, type Finding, readAddresses, readChecks } from "./store.ts";

export const listAddressesInput = z.strictObject({ appId: z.string().max(64) });

/** An address with what there is to do about it. */
export interface ListedAddress extends AddressView {
  /** What DNS has to say; null for a label, which needs no proof. */
  readonly proof: HostnameProof | null;
  /** What the last look found; null before the first one. */
  readonly lastLook: { readonly at: Date; readonly finding: Finding } | null;
  /** Since when a hostname that was verified is not any more. */
  readonly lostAt: Date | null;
}

export interface AddressList {
  /** Where a CNAME of a custom hostname leads: the app's own label. Null where its proxy is, which nobody here knows. */
  readonly pointsTo: string | null;
  readonly addresses: readonly ListedAddress[];
}

/** All addresses of an app, the primary one first. */
export async function listAddresses(
  ctx: GateContext,
  input: z.infer<typeof listAddressesInput>,
): Promise<AddressList> {
  const organizationId = authorize(ctx, "gate.read");
  const { orm } = ctx.db;
  if ((await findGate(orm, organizationId, input.appId)) === null) {
    throw new GateError("APP_NOT_FOUND");
  }
  const rows = [...(await readAddresses(orm, input.appId))].sort(byRank);
  const checks = new Map((await readChecks(orm, input.appId)).map((row) => [row.addressId, row]));
  return {
    pointsTo: rows.find((row) => row.kind === "label")?.hostname ?? null,
    addresses: rows.map((row) => ({
      ...viewAddress(ctx.appsUrl, row),
      proof: row.verifyToken === null ? null : proofOf(row.hostname, row.verifyToken),
      lastLook: lastLookOf(checks.get(row.id)),
      lostAt: checks.get(row.id)?.lostAt ?? null,
    })),
  };
}

function lastLookOf(check: CheckRow | undefined): ListedAddress["lastLook"] {
  const at = check?.checkedAt ?? null;
  const finding = check?.finding ?? null;
  return at === null || finding === null ? null : { at, finding };
}
