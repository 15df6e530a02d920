import { readTarget } from "../app/target.ts";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { type DeliveryRow, findDelivery, forgetTarget, updateDelivery } from "./store.ts";
import { type DeliveryView, viewDelivery } from "./view.ts";

/** What is left out stays as it is; another version than the stored one is VERSION_CONFLICT. */
export interface DeliveryChange {
  appId: string;
  version: string;
  target?: string | undefined;
  hostHeader?: "public" | "target" | "custom" | undefined;
  hostHeaderValue?: string | null | undefined;
  proxyProtocol?: "off" | "v1" | "v2" | undefined;
  tlsVerify?: boolean | undefined;
  answerHeadMs?: number | undefined;
  maxRequestBytes?: number | null | undefined;
  maxConcurrent?: number | undefined;
  visitorRate?: number | null | undefined;
  bytesPerSecond?: number | null | undefined;
  trpcTransformer?: "superjson" | "none" | undefined;
  maintenance?: boolean | undefined;
}

/** Changes how requests reach an app, in force for the next request without any restart. */
export async function setDelivery(ctx: HostsContext, input: DeliveryChange): Promise<DeliveryView> {
  const organizationId = authorize(ctx, "app.write");
  const { appId } = input;
  const act = {
    action: "delivery.set",
    target: { kind: "app", id: appId },
    organizationId,
    detail: { fields: givenFields(input) },
  };
  return await ctx.db.write(ctx, act, async (tx, after) => {
    const current = await findDelivery(tx, organizationId, appId);
    if (current === null) throw new HostsError("APP_NOT_FOUND");
    const change = readChange(current, input);
    if (!(await updateDelivery(tx, appId, Number(input.version), change))) {
      throw new HostsError("VERSION_CONFLICT");
    }
    if ("target" in change && change.target !== current.target) await forgetTarget(tx, appId);
    after.commit(() => ctx.feed.announce("app.gate", appId));
    const changed = await findDelivery(tx, organizationId, appId);
    if (changed === null) throw new HostsError("APP_NOT_FOUND");
    return viewDelivery(changed);
  });
}

function readChange(current: DeliveryRow, input: DeliveryChange) {
  const { appId: _appId, version: _version, target, ...rest } = input;
  const change = omitUndefined(rest);
  const header = { ...current, ...change };
  if (header.hostHeader === "custom" && !isHostHeader(header.hostHeaderValue)) {
    throw new HostsError("HOST_HEADER_INVALID");
  }
  if (target === undefined) return change;
  return {
    ...change,
    target: readTarget(target, current.protocol),
    targetFrom: "console" as const,
  };
}

function isHostHeader(value: string | null): boolean {
  return value !== null && /^[A-Za-z0-9.\-[\]:]{1,253}$/.test(value);
}

function givenFields(input: DeliveryChange): string[] {
  const { appId: _appId, version: _version, ...fields } = input;
  return Object.keys(omitUndefined(fields)).sort();
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that were given. The cast holds because exactly those with a value are kept. */
function omitUndefined<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
