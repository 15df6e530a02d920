import { loadRootSecret, silentLog, systemRandom } from "@homeport/platform";
import { type FoundBalancer, findBalancer } from "../balancer/prepare-balancer.ts";
import { startKeeper } from "../process/keeper.ts";
import { bringUp } from "./bring-up.ts";
import { readStartEnv, type StartEnv } from "./env.ts";
import type { Folders } from "./folders.ts";
import { type FrontName, isFronted, type StartOptions } from "./options.ts";
import { appsPort, gatePort, opsPort, type Ports, peerPort, portsFrom, webPort } from "./ports.ts";
import type { Progress } from "./progress.ts";
import { type RunFile, removeRunFile, writeRunFile } from "./run-file.ts";
import { openStores, type Stores } from "./stores.ts";
import { createSupervisor } from "./supervisor.ts";
import { type NamedPort, refuseTakenPorts } from "./taken-ports.ts";

export type StartPlan = {
  options: StartOptions;
  folders: Folders;
  env: Record<string, string | undefined>;
  progress: Progress;
  /** Ends the run; what was started so far is ended in order. */
  stop: AbortSignal;
  /** The second Ctrl-C: whatever still drains is killed. */
  hurry: AbortSignal;
  onUp(run: RunFile): void;
};

/**
 * Brings everything up in order, reports it, and stays until `stop`; then everything ends in reverse,
 * the stores last. Resolves when nothing of the run is left. Throws ConfigError or RemedyError, after
 * ending what had been started.
 */
export async function startRun(plan: StartPlan): Promise<void> {
  const { options, folders, progress, stop } = plan;
  const env = readStartEnv(plan.env);
  const balancer = findFront(options.front, plan.env["PATH"] ?? "");
  const ports = portsFrom(options.portBase);
  await progress.step("ports", () => refuseTakenPorts(wantedPorts(ports, options, env)));
  await refuseDamagedSecret(folders, env);
  const keeper = startKeeper();
  const supervisor = createSupervisor(keeper, stop);
  plan.hurry.addEventListener("abort", () => supervisor.kill());
  let stores: Stores | undefined;
  try {
    stores = await progress.step(
      "stores",
      () => openStores({ env, folders, ports, keeper }),
      ({ embedded }) => (embedded.length === 2 ? "Postgres and Redis" : describeGiven(embedded)),
    );
    const { processes: storeProcesses, watch: watchStores } = stores;
    const describe = await bringUp({
      ...plan,
      settings: { env, ports },
      stores,
      supervisor,
      balancer,
    });
    const publish = () => {
      const run = describe([...supervisor.processes(), ...storeProcesses()]);
      writeRunFile(folders.runFile, run);
      return run;
    };
    const tell = (line: string) => {
      // A run that is ending has removed its file, and must not write it again.
      if (stop.aborted) return;
      progress.note(line);
      publish();
    };
    supervisor.watch(tell);
    watchStores(tell);
    plan.onUp(publish());
    await untilAborted(stop);
  } catch (error) {
    // A person who stops a start that is still on its way gets no error for it.
    if (!stop.aborted) throw error;
  } finally {
    removeRunFile(folders.runFile);
    await supervisor.end();
    await stores?.stop();
    await keeper[Symbol.asyncDispose]();
  }
}

/** Null for our own fronts. A program that is missing is told before anything is started. */
function findFront(front: FrontName, path: string): FoundBalancer | null {
  return front === "own" ? null : findBalancer(front, path);
}

/** Only what this run itself will listen on: a store that is given elsewhere needs no port here. */
function wantedPorts(ports: Ports, options: StartOptions, env: StartEnv): NamedPort[] {
  const replicas = (app: "web" | "worker" | "relay") =>
    Array.from({ length: options[app] }, (_, index) => index);
  const behindFront = (app: "web" | "relay", portOf: typeof webPort) =>
    isFronted(options, app)
      ? replicas(app).map((index) => ({
          name: `${app} replica ${index + 1}`,
          port: portOf(ports, true, index),
        }))
      : [];
  return [
    { name: "web", port: ports.web },
    { name: "apps", port: ports.apps },
    { name: "gate", port: ports.gate },
    ...behindFront("web", webPort),
    ...behindFront("relay", appsPort),
    ...behindFront("relay", gatePort),
    ...replicas("relay").map((index) => ({
      name: "relay for other relays",
      port: peerPort(ports, options.relay, index),
    })),
    ...(["web", "worker", "relay"] as const).flatMap((app) =>
      replicas(app).map((index) => ({ name: `ops of ${app}`, port: opsPort(ports, app, index) })),
    ),
    ...(env.given.database ? [] : [{ name: "Postgres", port: ports.postgres }]),
    ...(env.given.redis ? [] : [{ name: "Redis", port: ports.redis }]),
    ...(options.demo ? [{ name: "demo app", port: ports.demo }] : []),
  ];
}

/** Makes the secret on the first run; a damaged one is told here, once, not by three processes. */
async function refuseDamagedSecret(folders: Folders, env: StartEnv): Promise<void> {
  await loadRootSecret({
    configured: env.HOMEPORT_SECRET,
    path: folders.secretFile,
    random: systemRandom,
    log: silentLog,
  });
}

function describeGiven(embedded: readonly string[]): string {
  if (embedded.length === 0) return "as DATABASE_URL and REDIS_URL say";
  return embedded[0] === "database" ? "Postgres; Redis as given" : "Redis; Postgres as given";
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
