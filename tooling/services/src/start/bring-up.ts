import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FoundBalancer } from "../balancer/prepare-balancer.ts";
import { signInAdministrator } from "./administrator.ts";
import { type AppPlan, planRelays, planWeb, planWorkers, type RunSettings } from "./app-plan.ts";
import { answersReady } from "./app-process.ts";
import { planBalancer } from "./balancer-plan.ts";
import { buildApps } from "./build.ts";
import { type Account, createConsoleClient } from "./console-client.ts";
import { startDemoHost } from "./demo-host.ts";
import { passedOnEnv, type StartEnv } from "./env.ts";
import { planGateFront, planRelayFront, planWebFront } from "./front-plan.ts";
import type { Ports } from "./ports.ts";
import type { RunFile, RunProcess } from "./run-file.ts";
import { loadSamplePhotos } from "./sample-photos.ts";
import { loadSampleVault } from "./sample-vault.ts";
import type { StartPlan } from "./start-run.ts";
import { describeCatalog, prepareCatalog } from "./starting-catalog.ts";
import type { Stores } from "./stores.ts";
import type { Supervisor } from "./supervisor.ts";

export type BringUp = Pick<StartPlan, "options" | "folders" | "progress" | "stop"> & {
  env: StartPlan["env"];
  settings: { env: StartEnv; ports: Ports };
  stores: Stores;
  supervisor: Supervisor;
  /** The program that stands in front; null for our own fronts. */
  balancer: FoundBalancer | null;
};

/** Ranks say who ends first: the demo host (10), the fronts (15), the apps (20), the stores (100). */
const appRank = 20;

/**
 * Builds and starts web, worker and relay, then signs up the administrator and starts the demo host.
 * Answers the run's description, which lacks only the processes of the moment.
 */
export async function bringUp(plan: BringUp): Promise<(processes: RunProcess[]) => RunFile> {
  const { options, folders, progress, stop, supervisor, stores } = plan;
  const { ports } = plan.settings;
  if (!options.dev) {
    await progress.step(
      "build",
      () => buildApps(folders, stop),
      ({ isCached }) => (isCached ? "unchanged" : "web, worker, relay, agent"),
    );
  }
  const catalog = await progress.step(
    "catalog",
    () => prepareCatalog(folders, plan.env),
    describeCatalog,
  );
  const env = { ...sharedEnv(plan), ...catalog.env };
  const settings: RunSettings = { folders, ports, options, env };
  const plans = {
    web: planWeb(settings),
    worker: planWorkers(settings),
    relay: planRelays(settings),
  };
  await progress.step(
    "web",
    () => startWeb(plan, settings, plans.web),
    () => addressOf(settings).web,
  );
  await progress.step("worker", () => startApps(plan, plans.worker));
  await progress.step(
    "relay",
    () => startRelays(plan, settings, plans.relay),
    () => addressOf(settings).apps,
  );
  const { balancer } = plan;
  if (balancer) {
    // One program before all of them, once they are up: it finds none away.
    await progress.step(
      "front",
      async () => supervisor.start(await planBalancer(balancer, settings, plans)),
      () => balancer.name,
    );
  }
  const { web: webUrl, apps: appsUrl } = addressOf(settings);
  const client = createConsoleClient(`http://127.0.0.1:${ports.web}`, webUrl);
  const admin = await progress.step<Account | null>("sign-in", () =>
    signInAdministrator(client, {
      account: folders.administratorFile,
      session: folders.administratorSessionFile,
    }),
  );
  const demo =
    options.demo && admin
      ? await progress.step(
          "demo",
          () => startDemoHost({ settings, client, supervisor, signal: stop }),
          ({ appUrl }) => appUrl,
        )
      : null;
  if (options.demo && admin) {
    await progress.step(
      "photos",
      () => loadSamplePhotos(client),
      (count) => (count === 0 ? "as they are" : `${count} samples, made by the workers now`),
    );
    await progress.step(
      "vault",
      () => loadSampleVault({ settings, client, signal: stop }),
      (vaultId) => `${webUrl}/vaults/${vaultId}`,
    );
  }
  return (processes) => ({
    webUrl,
    appsUrl,
    gateUrl: `http://127.0.0.1:${ports.gate}`,
    webUrls: plans.web.flatMap(({ url }) => url ?? []),
    relayUrls: plans.relay.flatMap(({ url }) => url ?? []),
    opsUrls: {
      web: plans.web.map(({ opsUrl }) => opsUrl),
      worker: plans.worker.map(({ opsUrl }) => opsUrl),
      relay: plans.relay.map(({ opsUrl }) => opsUrl),
    },
    // Past a pooler, of which whoever reads this file knows nothing.
    databaseUrl: plan.settings.env.DATABASE_DIRECT_URL ?? stores.databaseUrl,
    redisUrl: stores.redisUrl,
    admin,
    demo,
    catalogRepo: catalog.remote,
    processes,
  });
}

/** Several replicas share one address through the front, which is up only after them. */
async function startWeb(plan: BringUp, settings: RunSettings, replicas: AppPlan[]): Promise<void> {
  // The first alone: it migrates, and the others find that done.
  await startApps(plan, replicas.slice(0, 1));
  await startApps(plan, replicas.slice(1));
  if (plan.balancer || replicas.length === 1) return;
  await plan.supervisor.start(planWebFront(settings, replicas));
}

/** Several relays share one address through a front that passes connections on unread. */
async function startRelays(
  plan: BringUp,
  settings: RunSettings,
  replicas: AppPlan[],
): Promise<void> {
  await startApps(plan, replicas);
  if (plan.balancer || replicas.length === 1) return;
  await plan.supervisor.start(planRelayFront(settings, replicas));
  await plan.supervisor.start(planGateFront(settings, replicas));
}

async function startApps(plan: BringUp, apps: AppPlan[]): Promise<void> {
  await Promise.all(
    apps.map((app) =>
      plan.supervisor.start({
        ...app,
        cwd: plan.folders.root,
        logFile: join(plan.folders.logs, `${app.name}.log`),
        isReady: () => answersReady(app.opsUrl),
        rank: appRank,
        watchesParent: true,
      }),
    ),
  );
}

function addressOf({ env }: RunSettings): { web: string; apps: string } {
  return { web: env["HOMEPORT_WEB_URL"] ?? "", apps: env["HOMEPORT_APPS_URL"] ?? "" };
}

/** What every process of the run is told. An address that the caller set stands for a proxy of theirs. */
function sharedEnv({ env, settings, stores, folders }: BringUp): Record<string, string> {
  const { ports } = settings;
  return {
    HOMEPORT_WEB_URL: `http://localhost:${ports.web}`,
    HOMEPORT_APPS_URL: `http://localhost:${ports.apps}`,
    ...(!folders.isUsualData &&
      !settings.env.HOMEPORT_SECRET && { HOMEPORT_SECRET_FILE: folders.secretFile }),
    ...(!folders.isUsualData &&
      !settings.env.HOMEPORT_STORAGE && { HOMEPORT_STORAGE: pathToFileURL(folders.storage).href }),
    ...passedOnEnv(env),
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    ...(stores.embedded.length > 0 && { HOMEPORT_EMBEDDED: stores.embedded.join(",") }),
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
