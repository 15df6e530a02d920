import { newId } from "@homeport/platform";
import type { AppManifest } from "@homeport/tunnel";
import { authorize } from "../authorize.ts";
import type { HostsContext, HostsWork } from "../context.ts";
import { HostsError } from "../errors.ts";
import { countAppsOf, lockHost } from "../host/store.ts";
import { insertOperation } from "../operation/store.ts";
import { announceLifecycle } from "./announce-lifecycle.ts";
import { personOf } from "./managed.ts";
import { maxAppsOfHost, readAppName } from "./name.ts";
import { insertManagedApp } from "./store.ts";

/** An installed app that nobody visits for an hour is stopped, where its manifest says nothing. */
const defaultIdleStopMs = 3_600_000;

export interface NewManagedApp {
  /** Made by the caller, so that the audit row of its transaction names it. */
  readonly appId: string;
  readonly organizationId: string;
  readonly hostId: string;
  readonly ownerUserId: string;
  readonly manifest: AppManifest;
  /** Whether it is started as soon as it is installed. */
  readonly isStarted: boolean;
}

/**
 * The half of "install app" that this domain owns, inside a transaction that the caller opened and audits: the app,
 * its delivery and its first operation. A host that is away installs it when it returns.
 */
export async function installApp(
  ctx: HostsContext,
  work: HostsWork,
  input: NewManagedApp,
): Promise<{ name: string; operationId: string }> {
  const { appId, organizationId, hostId, manifest, isStarted } = input;
  if (authorize(ctx, "app.write") !== organizationId) throw new HostsError("HOST_NOT_FOUND");
  const { tx, after } = work;
  const host = await lockHost(tx, organizationId, hostId);
  if (host === null) throw new HostsError("HOST_NOT_FOUND");
  if (host.status === "revoked") throw new HostsError("HOST_REVOKED");
  if ((await countAppsOf(tx, hostId)) >= maxAppsOfHost) throw new HostsError("APP_LIMIT");
  const name = readAppName(manifest.name);
  const alwaysOn = manifest.alwaysOn ?? false;
  const made = await insertManagedApp(tx, {
    ...{ appId, organizationId, hostId, ownerUserId: input.ownerUserId, name, manifest },
    ...{ title: manifest.title, icon: manifest.icon ?? null, runtime: manifest.runtime },
    desired: isStarted ? "running" : "stopped",
    idleStopMs: alwaysOn ? null : idleStopOf(manifest),
    alwaysOn,
    autostart: manifest.autostart ?? true,
  });
  if (!made) throw new HostsError("APP_NAME_TAKEN");
  const operationId = newId(ctx.clock.nowMs(), ctx.random);
  await insertOperation(tx, {
    ...{ id: operationId, appId, kind: "install", cause: "person", generation: 1 },
    ...{ deleteData: false, requestedBy: personOf(ctx) },
  });
  after.commit(() => ctx.feed.announce("app.gate", appId));
  after.commit(() => announceLifecycle(ctx, appId));
  return { name, operationId };
}

function idleStopOf({ idleStopMs }: AppManifest): number | null {
  return idleStopMs === undefined ? defaultIdleStopMs : idleStopMs;
}
