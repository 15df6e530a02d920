import { type Fleet, type FleetPlan, openFleet } from "../fleet.ts";
import { type UseWatch, watchUse } from "../report/process-use.ts";
import type { Report } from "../report/report.ts";
import type { OpenStores } from "../stores/fleet-stores.ts";
import { createNotes } from "./notes.ts";
import type { Scenario, Size } from "./scenario.ts";

export interface RunOptions {
  readonly size?: "full" | "small";
  readonly change?: Partial<Size>;
  readonly hasFault?: boolean;
  /** A fleet that is up already and stays so, in place of one for this run alone. */
  readonly fleet?: Fleet;
  readonly openStores?: OpenStores;
}

const usual: Size = {
  ...{ relays: 3, hosts: 4, tunnels: 2, perSecond: 50, seconds: 4 },
  ...{ events: 0, echoes: 0, rounds: 1, uploadBytes: 0, p99Ms: 3_000, env: {} },
  ...{ workers: 0, pieces: 0, leaseMs: 0 },
};

/** Runs it once, in its small size unless told, and answers what was found. */
export async function runScenario(scenario: Scenario, options: RunOptions = {}): Promise<Report> {
  const { hasFault = false } = options;
  const size = sizeOf(scenario, options);
  const notes = createNotes();
  const startedAt = new Date();
  const startedMs = performance.now();
  await using stack = new AsyncDisposableStack();
  let use: UseWatch | undefined;
  await scenario.run({
    ...{ size, hasFault, notes },
    async open(plan) {
      const fleet = options.fleet ?? stack.use(await openFor(scenario, options, plan));
      use ??= stack.use(watchUse(processesOf(fleet)));
      return fleet;
    },
  });
  return {
    ...{ scenario: scenario.name, about: scenario.about, size: { ...size } },
    fault: hasFault ? scenario.fault : null,
    ...{ startedAt: startedAt.toISOString(), tookMs: performance.now() - startedMs },
    ...{ claims: notes.claims, figures: notes.figures, loads: notes.loads },
    processes: use?.read() ?? [],
  };
}

/** Brings up what a scenario runs on, for instance for several runs of it. */
export async function openFor(
  scenario: Scenario,
  options: Omit<RunOptions, "fleet"> = {},
  plan: Partial<FleetPlan> = {},
): Promise<Fleet> {
  const { relays, hosts, tunnels, env } = sizeOf(scenario, options);
  const { openStores } = options;
  return await openFleet({
    ...{ relay: relays, hosts, tunnels, ...scenario.plan, ...plan },
    relayEnv: { ...env, ...plan.relayEnv },
    ...(openStores ? { openStores } : {}),
  });
}

function sizeOf(scenario: Scenario, options: RunOptions): Size {
  return { ...usual, ...scenario[options.size ?? "small"], ...options.change };
}

function processesOf({ relays, workers, hostProcesses, redis }: Fleet) {
  return [
    ...[...relays, ...workers, ...hostProcesses],
    { name: "redis", pid: () => redis.pid() },
    { name: "load, front and apps", pid: () => process.pid },
  ];
}
