import type { BenchCase } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { measured } from "./cases/measured.ts";
import { vaultReadsCase } from "./cases/vault-reads.ts";
import { vaultSoak } from "./cases/vault-soak.ts";
import { vaultStreamsCase } from "./cases/vault-streams.ts";
import { vaultTakeover } from "./cases/vault-takeover.ts";
import { pgbench } from "./contenders/pgbench.ts";
import { vaultReads } from "./contenders/vault-reads.ts";
import { measuredVerbs, openVaultStage, vaultStreams } from "./contenders/vault-verbs.ts";
import { vaultGoals, vaultSoakGoals } from "./report/vault-goals.ts";
import type { Site } from "./site.ts";

const vaults = 10_000;

/** What grows only with time. */
const soakPlan: BenchPlan = {
  name: "vaults-soak",
  does: "only what grows with time: 10,000 changes that wait for ten times as many seconds, and land",
  usual: { rounds: 1, seconds: 60 },
  goals: vaultSoakGoals,
  listCases: (site) => [vaultSoak(site, openVaultStage(site, 1))],
};

/** Vaults beside what they are compared with. */
export const vaultsPlan: BenchPlan = {
  name: "vaults",
  does: "accepts, reads, streams and take-overs of vaults, beside controls",
  usual: { rounds: 10, seconds: 5 },
  goals: vaultGoals,
  soak: soakPlan,
  listCases,
};

function listCases(site: Site): readonly BenchCase[] {
  const stage = openVaultStage(site, vaults);
  const verbs = (name: string, measurement = name) => measuredVerbs(name, measurement, stage);
  const withWorker = { withWorker: true };
  return [
    measured("machine", "what this machine gives, judged by nobody", [verbs("verifies")]),
    measured("accepts", "accepted changes of 10,000 vaults, 16 in flight", [
      ...[verbs("control"), pgbench(site, "pgbench"), verbs("verb"), verbs("http")],
    ]),
    measured("paced", "the same at half of what the verb reaches", [
      ...[verbs("control-paced"), verbs("verb-paced")],
    ]),
    vaultReadsCase(vaultReads(site, stage)),
    measured("large", "small changes over HTTP at half of what gets through", [
      ...[verbs("without-large", "http-paced"), verbs("beside-large")],
    ]),
    measured(
      "landing",
      "100 changes that land at any moment, beside one worker",
      [measuredVerbs("landing", "landing", stage, withWorker)],
      { once: true },
    ),
    vaultTakeover(),
    measured(
      "sweep",
      "pages that the search for what is due touches",
      [verbs("sweep-few"), verbs("sweep-many")],
      { once: true },
    ),
    vaultStreamsCase(vaultStreams(site, stage)),
  ];
}
