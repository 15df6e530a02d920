import { authorize } from "../authorize.ts";
import type { HostsContext, HostsWork } from "../context.ts";
import { HostsError } from "../errors.ts";
import { countAppsOf, lockHost } from "../host/store.ts";
import { maxAppsOfHost, readAppName } from "./name.ts";
import { insertApp } from "./store.ts";
import { type AppProtocol, readTarget } from "./target.ts";

export interface NewApp {
  /** Made by the caller, so that the audit row of its transaction names it. */
  appId: string;
  organizationId: string;
  hostId: string;
  ownerUserId: string;
  name: string;
  title?: string | undefined;
  icon?: string | undefined;
  /** A port or an address; see `readTarget`. */
  target: string;
  targetFrom: "declared" | "console";
  protocol?: AppProtocol | undefined;
}

/**
 * The half of "create app" that this domain owns, inside a transaction that the caller opened: the app without a
 * runtime of its own, and its delivery. A person needs `app.write`; a host may do it for itself while `mayPublish`.
 */
export async function createAppRow(
  ctx: HostsContext,
  work: HostsWork,
  input: NewApp,
): Promise<{ name: string; target: string; protocol: AppProtocol }> {
  authorizeCreation(ctx, input);
  const protocol = input.protocol ?? protocolOf(input.target);
  const name = readAppName(input.name);
  const target = readTarget(input.target, protocol);
  const { appId, organizationId, hostId, ownerUserId, targetFrom } = input;
  const host = await lockHost(work.tx, organizationId, hostId);
  if (host === null) throw new HostsError("HOST_NOT_FOUND");
  if (host.status === "revoked") throw new HostsError("HOST_REVOKED");
  if (ctx.actor.kind === "host" && !host.mayPublish) throw new HostsError("MAY_NOT_PUBLISH");
  if ((await countAppsOf(work.tx, hostId)) >= maxAppsOfHost) throw new HostsError("APP_LIMIT");
  const row = { appId, organizationId, hostId, ownerUserId, name, protocol, target, targetFrom };
  const title = input.title?.trim() || name;
  const made = await insertApp(work.tx, { ...row, title, icon: input.icon ?? null });
  if (!made) throw new HostsError("APP_NAME_TAKEN");
  work.after.commit(() => ctx.feed.announce("app.gate", appId));
  return { name, target, protocol };
}

function authorizeCreation(ctx: HostsContext, input: NewApp): void {
  const own = ctx.actor.kind === "host" && ctx.actor.hostId === input.hostId;
  if (own) return;
  if (authorize(ctx, "app.write") !== input.organizationId) throw new HostsError("HOST_NOT_FOUND");
}

/** A target that names a scheme says what the app speaks. */
function protocolOf(target: string): AppProtocol {
  return /^\s*(tcp|tls):/i.test(target) ? "tcp" : "http";
}
