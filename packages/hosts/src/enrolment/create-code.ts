import { newId } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { readMachineName } from "../machine/name.ts";
import { hashCode, makeCode } from "./code.ts";
import { insertCode } from "./store.ts";

const lifeMs = 15 * 60_000;

/** Makes a code that enrols one machine within 15 minutes. Only its hash is kept, so it is shown once. */
export async function createEnrolmentCode(
  ctx: HostsContext,
  input: { machineName?: string | undefined; mayPublish?: boolean | undefined },
): Promise<{ codeId: string; code: string; expiresAt: Date }> {
  const organizationId = authorize(ctx, "host.enroll");
  if (ctx.actor.kind !== "user") throw new HostsError("NOT_PERMITTED");
  const createdByUserId = ctx.actor.userId;
  const codeId = newId(ctx.clock.nowMs(), ctx.random);
  const code = makeCode(ctx.random);
  const machineName = input.machineName?.trim() ? readMachineName(input.machineName) : null;
  const mayPublish = input.mayPublish ?? false;
  const codeHash = hashCode(code);
  if (codeHash === null) throw new Error("A code that was just made cannot be read");
  const act = {
    action: "code.create",
    target: { kind: "enrolment-code", id: codeId },
    organizationId,
    detail: { machineName, mayPublish },
  };
  const row = { id: codeId, organizationId, createdByUserId, codeHash, machineName, mayPublish };
  const { expiresAt } = await ctx.db.write(ctx, act, (tx) => insertCode(tx, { ...row, lifeMs }));
  return { codeId, code, expiresAt };
}
