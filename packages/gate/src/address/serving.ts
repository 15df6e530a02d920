import type { Tx } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";
import { lockGate } from "../app/store.ts";
import type { GateDeps } from "../context.ts";
import { GateError } from "../errors.ts";
import {
  type Claim,
  findAddress,
  holdHostname,
  type Look,
  movePrimary,
  readAddresses,
  releaseHostname,
  writeLook,
} from "./store.ts";

export type ServingDeps = Pick<GateDeps, "db" | "feed">;

/** Serves the hostname from here on, and keeps the look that proved it. Throws VERSION_CONFLICT. */
export async function beginServing(
  deps: ServingDeps,
  request: RequestContext,
  { claim, look }: { readonly claim: Claim; readonly look: Look },
): Promise<void> {
  const { app_id: appId, hostname } = claim;
  const act = { ...actOn(claim), action: "address.verify", detail: { hostname } };
  await deps.db.write(request, act, async (tx, after) => {
    await lockApp(tx, claim);
    const kept = (await holdHostname(tx, claim)) && (await writeLook(tx, claim, look));
    if (!kept) throw new GateError("VERSION_CONFLICT");
    after.commit(() => deps.feed.announce("app.gate", appId));
  });
}

/** Ends it; a label becomes the primary address again when this was it. Throws VERSION_CONFLICT. */
export async function endServing(
  deps: ServingDeps,
  request: RequestContext,
  lost: {
    readonly claim: Claim;
    readonly look: Look;
    readonly reason: "record-gone" | "taken-over";
  },
): Promise<void> {
  const { claim, look, reason } = lost;
  const { app_id: appId, hostname } = claim;
  const act = { ...actOn(claim), action: "address.lost", detail: { hostname, reason } };
  await deps.db.write(request, act, async (tx, after) => {
    await lockApp(tx, claim);
    await leavePrimary(tx, claim);
    const kept = (await releaseHostname(tx, claim.id)) && (await writeLook(tx, claim, look));
    if (!kept) throw new GateError("VERSION_CONFLICT");
    after.commit(() => deps.feed.announce("app.gate", appId));
  });
}

function actOn(claim: Claim) {
  return { target: { kind: "app", id: claim.app_id }, organizationId: claim.organization_id };
}

async function lockApp(tx: Tx, claim: Claim): Promise<void> {
  const gate = await lockGate(tx, claim.organization_id, claim.app_id);
  if (gate === null) throw new GateError("VERSION_CONFLICT");
}

/** People are never led to an address that answers nobody. */
async function leavePrimary(tx: Tx, claim: Claim): Promise<void> {
  const address = await findAddress(tx, claim.app_id, claim.id);
  if (address?.isPrimary !== true) return;
  const all = await readAddresses(tx, claim.app_id);
  const label = all.find(({ kind }) => kind === "label");
  if (label !== undefined) await movePrimary(tx, claim.app_id, label.id);
}
