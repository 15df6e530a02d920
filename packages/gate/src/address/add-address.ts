import { newId } from "@homeport/platform";
import { z } from "zod";
import { findGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { type Address, labelAddress } from "./address.ts";
import { readLabel } from "./label.ts";
import { insertAddress } from "./store.ts";

export const addAddressInput = z.object({ appId: z.string(), label: z.string() });

/** Gives an app one more label. Throws RESERVED_LABEL and ADDRESS_TAKEN. */
export async function addAddress(
  ctx: GateContext,
  input: z.infer<typeof addAddressInput>,
): Promise<Address> {
  const organizationId = authorize(ctx, "gate.write");
  const address = labelAddress(ctx.appsUrl, readLabel(input.label));
  const target = { kind: "app", id: input.appId };
  const detail = { hostname: address.hostname };
  return await ctx.db.write(
    ctx,
    { action: "address.add", target, organizationId, detail },
    async (tx, after) => {
      const gate = await findGate(tx, organizationId, input.appId);
      if (gate === null) throw new GateError("APP_NOT_FOUND");
      const one = { id: newId(), appId: input.appId, hostname: address.hostname, isPrimary: false };
      if (!(await insertAddress(tx, one))) throw new GateError("ADDRESS_TAKEN");
      after.commit(() => ctx.feed.announce("app.gate", input.appId));
      return address;
    },
  );
}
