import { z } from "zod";
import { lockGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { type AddressView, viewAddress } from "./address-view.ts";
import { claimHostname } from "./claim-hostname.ts";
import { readCustomHostname } from "./hostname.ts";
import { readAddresses } from "./store.ts";

export const addHostnameInput = z.strictObject({
  appId: z.string().max(64),
  hostname: z.string().trim().min(1).max(512),
});

/** Most custom hostnames of one app. */
export const maxHostnamesPerApp = 20;

/**
 * Claims a hostname of somebody's own for an app. It serves nobody until its DNS record is found, and keeps no other app
 * from claiming the same. Throws BAD_HOSTNAME, ADDRESS_TAKEN when this app has it already, and TOO_MANY_ADDRESSES.
 */
export async function addHostname(
  ctx: GateContext,
  input: z.infer<typeof addHostnameInput>,
): Promise<AddressView> {
  const organizationId = authorize(ctx, "gate.write");
  const { appId } = input;
  const hostname = readCustomHostname(input.hostname, ctx);
  const act = { action: "address.add", target: { kind: "app", id: appId }, organizationId };
  return await ctx.db.write(ctx, { ...act, detail: { hostname } }, async (tx, after) => {
    if ((await lockGate(tx, organizationId, appId)) === null) throw new GateError("APP_NOT_FOUND");
    const custom = (await readAddresses(tx, appId)).filter(({ kind }) => kind === "custom");
    if (custom.length >= maxHostnamesPerApp) throw new GateError("TOO_MANY_ADDRESSES");
    const row = await claimHostname(ctx, tx, { appId, hostname });
    if (row === null) {
      const publicMessage = "This app has this hostname already.";
      throw new GateError("ADDRESS_TAKEN", { publicMessage });
    }
    after.commit(() => ctx.feed.announce("app.gate", appId));
    return viewAddress(ctx.appsUrl, row);
  });
}
