import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findHost } from "../host/store.ts";
import { type HostView, viewHost } from "../host/view.ts";
import { findCode } from "./store.ts";

export interface EnrolmentCodeView {
  codeId: string;
  state: "waiting" | "used" | "expired";
  machineName: string | null;
  mayPublish: boolean;
  expiresAt: Date;
  /** The host that came of it. */
  host: HostView | null;
}

/** What became of a code; throws CODE_NOT_FOUND for a cancelled one, too. */
export async function readEnrolmentCode(
  ctx: HostsContext,
  input: { codeId: string },
): Promise<EnrolmentCodeView> {
  const organizationId = authorize(ctx, "host.enroll");
  const code = await findCode(ctx.db.orm, organizationId, input.codeId);
  if (code === null) throw new HostsError("CODE_NOT_FOUND");
  const { codeId, machineName, mayPublish, expiresAt, usedAt, hostId, live } = code;
  const host = hostId === null ? null : await findHost(ctx.db.orm, organizationId, hostId);
  const unused = live ? "waiting" : "expired";
  return {
    codeId,
    state: usedAt === null ? unused : "used",
    machineName,
    mayPublish,
    expiresAt,
    host: host === null ? null : viewHost(host),
  };
}
