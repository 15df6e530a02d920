import { type AccessLevel, type AccessRule, createAppGate } from "@homeport/gate";
import { installApp as installAppRow, readAppName, readManifest } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { ApiError } from "../errors.ts";
import type { CreateAppContext } from "./create-app.ts";

export interface InstallAppInput {
  readonly hostId: string;
  /** As somebody wrote it; see `readAppManifest` of the tunnel for its form. */
  readonly manifest: unknown;
  /** Level of the rule for `/`, where the manifest names none. */
  readonly level: AccessLevel;
  /** Whether it is started as soon as it is installed. */
  readonly start: boolean;
}

export interface InstalledApp {
  readonly appId: string;
  readonly operationId: string;
  readonly name: string;
  readonly hostname: string;
  readonly url: string;
}

/** Makes an app that its host installs, with its address and rules, in one transaction: all of it exists, or none. */
export async function installApp(
  ctx: CreateAppContext,
  input: InstallAppInput,
): Promise<InstalledApp> {
  const { actor, organizationId } = ctx.hosts;
  if (actor.kind !== "user" || organizationId === undefined) throw new ApiError("SIGN_IN_REQUIRED");
  const { hostId, level, start } = input;
  const manifest = readManifest(input.manifest);
  const appId = newId(ctx.hosts.clock.nowMs(), ctx.hosts.random);
  const label = readAppName(manifest.name);
  const { runtime, consents } = manifest;
  const act = {
    action: "app.install",
    target: { kind: "app", id: appId },
    organizationId,
    detail: { name: label, hostId, level, runtime, consents },
  };
  return await ctx.hosts.db.write(ctx.hosts, act, async (tx, after) => {
    const work = { tx, after };
    const row = { appId, organizationId, hostId, ownerUserId: actor.userId };
    const { name, operationId } = await installAppRow(ctx.hosts, work, {
      ...{ ...row, manifest, isStarted: start },
    });
    const rules = rulesOf(manifest, level);
    const address = await createAppGate(ctx.gate, work, {
      ...{ appId, organizationId, label, level, rules },
    });
    return { appId, operationId, name, ...address };
  });
}

/** What the manifest says of who may pass, and the headers that every visitor's request carries. */
function rulesOf(
  manifest: ReturnType<typeof readManifest>,
  level: AccessLevel,
): readonly AccessRule[] {
  const { rules, headers = {} } = manifest;
  const given = rules.map((rule) => ({
    ...{ path: rule.path, match: rule.match, level: rule.level, audience: null },
    headers: { ...headers, ...rule.headers },
  }));
  const hasRoot = given.some(({ path, match }) => path === "/" && match === "prefix");
  if (hasRoot) return given;
  return [{ path: "/", match: "prefix", level, audience: null, headers }, ...given];
}
