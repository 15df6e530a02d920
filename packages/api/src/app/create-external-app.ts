import { type AccessLevel, createExternalGate, readCustomHostname } from "@homeport/gate";
import { createExternalAppRow } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { ApiError } from "../errors.ts";
import type { CreateAppContext } from "./create-app.ts";

export interface CreateExternalAppInput {
  /** Where its own proxy serves it. */
  hostname: string;
  title?: string | undefined;
  icon?: string | undefined;
  level: AccessLevel;
}

export interface CreatedExternalApp {
  appId: string;
  name: string;
  hostname: string;
  url: string;
}

/**
 * Makes an app that a proxy of its owner's serves, with its claim of a hostname and its root rule, in one transaction.
 * Throws BAD_HOSTNAME.
 */
export async function createExternalApp(
  ctx: CreateAppContext,
  input: CreateExternalAppInput,
): Promise<CreatedExternalApp> {
  const { actor, organizationId } = ctx.hosts;
  if (actor.kind !== "user" || organizationId === undefined) throw new ApiError("SIGN_IN_REQUIRED");
  const { level, ...row } = input;
  const hostname = readCustomHostname(input.hostname, ctx.gate);
  const appId = newId(ctx.hosts.clock.nowMs(), ctx.hosts.random);
  return await ctx.hosts.db.write(
    ctx.hosts,
    {
      action: "app.create",
      target: { kind: "app", id: appId },
      organizationId,
      detail: { carrier: "external", hostname, level },
    },
    async (tx, after) => {
      const work = { tx, after };
      const one = { ...row, appId, organizationId, hostname, ownerUserId: actor.userId };
      const { name } = await createExternalAppRow(ctx.hosts, work, one);
      const gate = { appId, organizationId, hostname, level };
      const address = await createExternalGate(ctx.gate, work, gate);
      return { appId, name, ...address };
    },
  );
}
