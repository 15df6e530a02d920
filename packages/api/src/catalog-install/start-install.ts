import { type CatalogDeps, CatalogError } from "@homeport/catalog";
import type { InstallPlan, InstallProblem } from "@homeport/catalog-format";
import { prepareTemplate } from "@homeport/catalog-format";
import { type AccessRule, createAppGate } from "@homeport/gate";
import {
  createAppRow,
  getApp,
  getHost,
  HostsError,
  type HostsWork,
  installApp,
  readAppName,
  readManifest,
} from "@homeport/hosts";
import { sha256 } from "@homeport/platform";
import { z } from "zod";
import type { CreateAppContext } from "../app/create-app.ts";
import { ApiError } from "../errors.ts";
import { misfitOf } from "./fit-host.ts";
import { installChoice, readInstallPlan } from "./plan-install.ts";

/** An installation that is to begin. */
export const startInstallInput = installChoice.extend({
  /** Made by whoever asks: a second request with it installs nothing more. */
  requestId: z.uuid(),
  hostId: z.string().min(1).max(64),
  /** Becomes the first label of its address. */
  name: z.string().trim().min(1).max(63),
  /** Where an app that is taken in listens on the host. */
  port: z.int().min(1).max(65_535).nullable().default(null),
  /** Every permission of the plan, each agreed to by name. */
  permissions: z.array(z.string().max(40)).max(20).default([]),
});

export type StartInstallInput = z.infer<typeof startInstallInput>;

export interface InstallStarted {
  readonly appId: string;
}

/**
 * Hands an entry to a host: the app, its address and its rules in one transaction. The same request again answers the app that it made.
 * Throws CATALOG_INSTALL_INVALID, CATALOG_ARCHITECTURE, and what the verbs of hosts and gate throw.
 */
export async function startInstall(
  ctx: CreateAppContext & { readonly catalog: CatalogDeps },
  input: StartInstallInput,
): Promise<InstallStarted> {
  const { actor, organizationId } = ctx.hosts;
  if (actor.kind !== "user" || organizationId === undefined) throw new ApiError("SIGN_IN_REQUIRED");
  const appId = appIdOf(organizationId, input.requestId);
  if (await isMade(ctx, appId)) return { appId };
  const { plan, problems } = await readInstallPlan(ctx.catalog, input);
  const wrong = plan === null ? problems : findMore(plan, input);
  const [first] = wrong;
  if (plan === null || first !== undefined) throw refused(first);
  const host = await getHost(ctx.hosts, { hostId: input.hostId });
  const misfit = misfitOf(plan, host);
  if (misfit !== null) throw new CatalogError("CATALOG_ARCHITECTURE", { publicMessage: misfit });
  const one = { appId, organizationId, ownerUserId: actor.userId, plan, input };
  try {
    await writeInstall(ctx, one);
  } catch (error) {
    // Two of the same request at once: the name is taken by what the other one has made.
    const isTwin = error instanceof HostsError && error.code === "APP_NAME_TAKEN";
    if (!isTwin || !(await isMade(ctx, appId))) throw error;
  }
  return { appId };
}

interface Installation {
  readonly appId: string;
  readonly organizationId: string;
  readonly ownerUserId: string;
  readonly plan: InstallPlan;
  readonly input: StartInstallInput;
}

async function writeInstall(ctx: CreateAppContext, one: Installation): Promise<void> {
  const { appId, organizationId, plan, input } = one;
  const { slug, release, generation, mode, permissions, entrypoints } = plan;
  const label = readAppName(input.name);
  const { hostId } = input;
  const act = {
    action: "catalog.install",
    target: { kind: "app", id: appId },
    organizationId,
    detail: { name: label, hostId, slug, release, generation, mode, permissions },
  };
  await ctx.hosts.db.write(ctx.hosts, act, async (tx, after) => {
    const work = { tx, after };
    await (mode === "adopt" ? adopt(ctx, work, one) : compose(ctx, work, one));
    const hasAddress = mode === "adopt" || entrypoints.some(({ isPrimary }) => isPrimary);
    if (!hasAddress) return;
    const rules = rulesOf(plan);
    await createAppGate(ctx.gate, work, { appId, organizationId, label, level: "owner", rules });
  });
}

async function adopt(
  ctx: CreateAppContext,
  work: HostsWork,
  { plan, input, ...row }: Installation,
): Promise<void> {
  const { name, hostId } = input;
  const target = { target: String(input.port ?? 0), targetFrom: "console" } as const;
  await createAppRow(ctx.hosts, work, { ...row, ...target, name, hostId, title: plan.name });
}

async function compose(
  ctx: CreateAppContext,
  work: HostsWork,
  { plan, input, ...row }: Installation,
): Promise<void> {
  const manifest = readManifest(manifestOf(plan, input.name, ctx.gate.appsUrl));
  const { hostId } = input;
  await installApp(ctx.hosts, work, { ...row, hostId, manifest, isStarted: true });
}

/** The plan as hosts are told of apps: with everything in its file that is known here. */
function manifestOf(plan: InstallPlan, name: string, appsUrl: URL): object {
  const entry = plan.entrypoints.find(({ isPrimary }) => isPrimary) ?? plan.entrypoints[0];
  const label = readAppName(name);
  const url = new URL(appsUrl);
  url.hostname = `${label}.${appsUrl.hostname}`;
  const ports = Object.fromEntries(plan.entrypoints.map((one) => [one.name, one.port]));
  const file = prepareTemplate(plan, { url: url.href, host: url.hostname, ports });
  return {
    ...{ version: 1, name: label, title: plan.name, runtime: "compose" },
    compose: { file, settings: plan.settings },
    entry: { service: entry?.service, port: entry?.port },
    ...(plan.alwaysOn ? { alwaysOn: true } : {}),
    ...(plan.idleStopAfterMs === null ? {} : { idleStopMs: plan.idleStopAfterMs }),
    ...(entry?.isPrimary === true ? {} : { probe: { kind: "tcp" } }),
    consents: plan.permissions,
  };
}

/** What the entry says of who may open it. */
function rulesOf({ access }: InstallPlan): AccessRule[] {
  return access.map(({ prefix, access: level }) => ({
    ...{ path: prefix, match: "prefix", level, audience: null, headers: {} },
  }));
}

/** What is asked beyond the entry's own settings. */
function findMore(plan: InstallPlan, { port, permissions }: StartInstallInput): InstallProblem[] {
  const agreed = new Set(permissions);
  return [
    ...plan.permissions
      .filter((word) => !agreed.has(word))
      .map((word) => ({ field: "permissions", message: `needs your agreement to ${word}` })),
    ...(plan.mode === "adopt" && port === null
      ? [{ field: "port", message: "is needed: where the app listens on the host" }]
      : []),
  ];
}

function refused(problem: InstallProblem | undefined): CatalogError {
  if (problem === undefined) return new CatalogError("CATALOG_INSTALL_INVALID");
  const { field, message } = problem;
  return new CatalogError("CATALOG_INSTALL_INVALID", {
    publicMessage: `${field.replace(/^settings\./, "")} ${message}.`,
    facts: { field, message },
  });
}

async function isMade(ctx: CreateAppContext, appId: string): Promise<boolean> {
  try {
    await getApp(ctx.hosts, { appId });
    return true;
  } catch (error) {
    if (error instanceof HostsError && error.code === "APP_NOT_FOUND") return false;
    throw error;
  }
}

/** One and the same for one request of one organization, in the form of a UUID whose bits are its maker's own (version 8). */
function appIdOf(organizationId: string, requestId: string): string {
  const bytes = sha256(`catalog.install ${organizationId} ${requestId}`).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
