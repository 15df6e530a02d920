import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { deleteCode } from "./store.ts";

/** Takes an unused code back; throws CODE_NOT_FOUND when there is none, or it was used. */
export async function cancelEnrolmentCode(
  ctx: HostsContext,
  input: { codeId: string },
): Promise<void> {
  const organizationId = authorize(ctx, "host.enroll");
  const target = { kind: "enrolment-code", id: input.codeId };
  await ctx.db.write(ctx, { action: "code.cancel", target, organizationId }, async (tx) => {
    const cancelled = await deleteCode(tx, organizationId, input.codeId);
    if (!cancelled) throw new HostsError("CODE_NOT_FOUND");
  });
}
