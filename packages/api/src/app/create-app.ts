import { type AccessLevel, createAppGate, type GateContext } from "@homeport/gate";
import { createAppRow, type HostsContext, type NewApp, readAppName } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { ApiError } from "../errors.ts";

/** Both domains' contexts of one and the same acting person and organization. */
export interface CreateAppContext {
  readonly hosts: HostsContext;
  readonly gate: GateContext;
}

export type CreateAppInput = Omit<NewApp, "organizationId" | "ownerUserId" | "appId"> & {
  level: AccessLevel;
};

export interface CreatedApp {
  appId: string;
  name: string;
  target: string;
  hostname: string;
  url: string;
}

/** Makes an app, its address and its root rule in one transaction: all of it exists, or none. */
export async function createApp(ctx: CreateAppContext, input: CreateAppInput): Promise<CreatedApp> {
  const { actor, organizationId } = ctx.hosts;
  if (actor.kind !== "user" || organizationId === undefined) throw new ApiError("SIGN_IN_REQUIRED");
  const { level, ...row } = input;
  const appId = newId(ctx.hosts.clock.nowMs(), ctx.hosts.random);
  const label = readAppName(input.name);
  return await ctx.hosts.db.write(
    ctx.hosts,
    {
      action: "app.create",
      target: { kind: "app", id: appId },
      organizationId,
      detail: { name: label, hostId: input.hostId, level },
    },
    async (tx, after) => {
      const work = { tx, after };
      const app = await createAppRow(ctx.hosts, work, {
        ...row,
        appId,
        organizationId,
        ownerUserId: actor.userId,
      });
      const address = await createAppGate(ctx.gate, work, { appId, organizationId, label, level });
      return { appId, name: app.name, target: app.target, ...address };
    },
  );
}
