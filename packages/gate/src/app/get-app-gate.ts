import type { Reader } from "@homeport/db";
import { z } from "zod";
import { readAddresses } from "../address/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { readRules } from "../rule/store.ts";
import { findGate } from "./store.ts";
import { type AppGateView, viewOf } from "./view.ts";

export const getAppGateInput = z.object({ appId: z.string() });

/** Addresses and rules of one app; APP_NOT_FOUND for anybody else's. */
export async function getAppGate(
  ctx: GateContext,
  input: z.infer<typeof getAppGateInput>,
): Promise<AppGateView> {
  const organizationId = authorize(ctx, "gate.read");
  return await readView(ctx, ctx.db.orm, organizationId, input.appId);
}

/** The view as this reader sees it, inside a transaction or not. */
export async function readView(
  ctx: Pick<GateContext, "appsUrl">,
  db: Reader,
  organizationId: string,
  appId: string,
): Promise<AppGateView> {
  const gate = await findGate(db, organizationId, appId);
  if (gate === null) throw new GateError("APP_NOT_FOUND");
  return viewOf(ctx.appsUrl, gate, await readAddresses(db, appId), await readRules(db, appId));
}
