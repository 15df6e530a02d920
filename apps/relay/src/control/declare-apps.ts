import { createAppGate, type GateContext, listAppGates } from "@homeport/gate";
import {
  createAppRow,
  declareTarget,
  type HostApp,
  type HostsContext,
  readAppName,
  readHostApps,
} from "@homeport/hosts";
import { isHomeportError, newId } from "@homeport/platform";
import type { AppsDeclare, AppsDeclared } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";

/** Both domains' contexts of one and the same host. */
export interface DeclareContext {
  readonly hosts: HostsContext;
  readonly gate: GateContext;
  readonly hostId: string;
  /** Whoever enrolled the host owns what it declares; null when that person is gone. */
  readonly ownerUserId: string | null;
}

type Declared = AppsDeclare["apps"][number];
export type Outcome = AppsDeclared["apps"][number];
type Made = Extract<Outcome, { appId: string }>;

/**
 * Makes the apps that an agent declares exist, one transaction each: what fails says so and stops no other.
 * An app that this host already has keeps its level and address; only its target follows.
 */
export async function declareApps(
  ctx: DeclareContext,
  declared: readonly Declared[],
  onFault: (error: unknown) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const app of declared) {
    try {
      outcomes.push(await declareApp(ctx, app));
    } catch (error) {
      if (!isHomeportError(error)) onFault(error);
      const known = isHomeportError(error) ? error : new RelayError("INTERNAL");
      outcomes.push({ name: app.name, error: { code: known.code, message: known.publicMessage } });
    }
  }
  return outcomes;
}

async function declareApp(ctx: DeclareContext, app: Declared): Promise<Made> {
  const name = readAppName(app.name);
  const own = await readHostApps(ctx.hosts, { hostId: ctx.hostId });
  const existing = own.find((one) => one.name === name);
  return existing === undefined ? createApp(ctx, app) : keepApp(ctx, app, existing);
}

async function keepApp(ctx: DeclareContext, app: Declared, existing: HostApp): Promise<Made> {
  await declareTarget(ctx.hosts, { appId: existing.appId, target: app.target });
  const [gate] = await listAppGates(ctx.gate, { appIds: [existing.appId] });
  if (gate === undefined) throw new RelayError("INTERNAL", { detail: "an app without a gate" });
  const level = gate.level ?? "owner";
  return { name: existing.name, appId: existing.appId, url: gate.url, level, created: false };
}

async function createApp(ctx: DeclareContext, app: Declared): Promise<Made> {
  const { hosts, gate, hostId, ownerUserId } = ctx;
  const { organizationId } = hosts;
  if (ownerUserId === null || organizationId === undefined) {
    throw new RelayError("INTERNAL", { detail: "a host without an owner" });
  }
  const appId = newId(hosts.clock.nowMs(), hosts.random);
  // Closed unless it asked otherwise: only its owner may open it.
  const level = app.level ?? "owner";
  const label = readAppName(app.name);
  const act = {
    action: "app.create",
    target: { kind: "app", id: appId },
    organizationId,
    detail: { name: label, hostId, level, declared: true },
  };
  return await hosts.db.write(hosts, act, async (tx, after) => {
    const work = { tx, after };
    const row = await createAppRow(hosts, work, {
      ...{ appId, organizationId, hostId, ownerUserId },
      name: label,
      target: app.target,
      targetFrom: "declared",
      protocol: app.protocol,
    });
    const { url } = await createAppGate(gate, work, { appId, organizationId, label, level });
    return { name: row.name, appId, url, level, created: true };
  });
}
