import { runBenchCommand } from "./bench-command.ts";
import { catalogPlan } from "./catalog-plan.ts";
import { fleetPlan } from "./fleet-plan.ts";
import { galleryPlan } from "./gallery-plan.ts";
import { gatePlan } from "./gate-plan.ts";
import { tunnelPlan } from "./tunnel-plan.ts";
import { vaultsPlan } from "./vaults-plan.ts";
import { webPlan } from "./web-plan.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

process.exitCode = await runBenchCommand(
  [tunnelPlan, gatePlan, fleetPlan, galleryPlan, vaultsPlan, catalogPlan, webPlan],
  process.argv.slice(2),
  {
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    signal: stop.signal,
  },
);
