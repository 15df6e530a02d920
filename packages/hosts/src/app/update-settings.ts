import { minIdleStopMs } from "@homeport/tunnel";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { announceLifecycle } from "./announce-lifecycle.ts";
import { type LifecycleRow, lockApp } from "./lifecycle-store.ts";
import { updateApp } from "./store.ts";

export interface AppSettings {
  readonly appId: string;
  readonly title?: string | undefined;
  readonly icon?: string | null | undefined;
  /** Without visitors for so long it is stopped; null for never. Only of an app that a host runs. */
  readonly idleStopMs?: number | null | undefined;
  readonly alwaysOn?: boolean | undefined;
  readonly autostart?: boolean | undefined;
}

/**
 * Changes how an app is shown and when it runs; what is left out stays. Throws APP_NOT_FOUND, NOT_MANAGED and
 * SETTINGS_CONTRADICT.
 */
export async function updateAppSettings(ctx: HostsContext, input: AppSettings): Promise<void> {
  const organizationId = authorize(ctx, "app.write");
  const { appId, ...given } = input;
  const change = definedOf(given);
  const act = {
    action: "app.settings",
    target: { kind: "app", id: appId },
    organizationId,
    detail: change,
  };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const app = await lockApp(tx, appId);
    if (app?.organizationId !== organizationId) throw new HostsError("APP_NOT_FOUND");
    checkTimes(app, input);
    await updateApp(tx, organizationId, appId, change);
    after.commit(() => ctx.feed.announce("app.gate", appId));
    after.commit(() => announceLifecycle(ctx, appId));
  });
}

function checkTimes(app: LifecycleRow, input: AppSettings): void {
  const { idleStopMs, alwaysOn, autostart } = input;
  if (idleStopMs === undefined && alwaysOn === undefined && autostart === undefined) return;
  if (app.runtime === "none") throw new HostsError("NOT_MANAGED");
  const after = { ...app, ...definedOf({ idleStopMs, alwaysOn, autostart }) };
  const isShort = after.idleStopMs !== null && after.idleStopMs < minIdleStopMs;
  if (isShort || (after.alwaysOn && (after.idleStopMs !== null || !after.autostart))) {
    throw new HostsError("SETTINGS_CONTRADICT");
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(given: T): Defined<T> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
