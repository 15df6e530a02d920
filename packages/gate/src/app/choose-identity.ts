import { z } from "zod";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { requireIdentity } from "../identity/change-identity.ts";
import { type Applied, whenApplied } from "../snapshot/applied.ts";
import { readView } from "./get-app-gate.ts";
import { lockGate, writeIdentityOf } from "./store.ts";
import type { AppGateView } from "./view.ts";

export const chooseIdentityInput = z.object({
  appId: z.string(),
  /** Null: whichever is the organization's default. */
  identityId: z.string().nullable(),
});

export interface ChosenIdentity {
  readonly gate: AppGateView;
  readonly applied: Applied;
}

/** Chooses under which identity an app knows the organization. Throws APP_NOT_FOUND and IDENTITY_NOT_FOUND. */
export async function chooseIdentity(
  ctx: GateContext,
  input: z.infer<typeof chooseIdentityInput>,
): Promise<ChosenIdentity> {
  const organizationId = authorize(ctx, "gate.write");
  const { appId, identityId } = input;
  const act = {
    action: "app.settings",
    target: { kind: "app", id: appId },
    organizationId,
    detail: { identityId },
  };
  const gate = await ctx.db.write(ctx, act, async (tx, after) => {
    if ((await lockGate(tx, organizationId, appId)) === null) throw new GateError("APP_NOT_FOUND");
    if (identityId !== null) await requireIdentity(tx, organizationId, identityId);
    await writeIdentityOf(tx, appId, identityId);
    after.commit(() => ctx.feed.announce("app.gate", appId));
    return await readView(ctx, tx, organizationId, appId);
  });
  return { gate, applied: await whenApplied(ctx, "app.gate", appId) };
}
