import type { Log, Metrics } from "@homeport/platform";
import { type DeltaStatus, statusReasons } from "./core/index.ts";
import { type VaultsErrorCode, vaultsErrors } from "./errors.ts";
import type { SourceKind } from "./vault/source-kind.ts";

const sources = ["self", "memory", "evm-registry", "https"] as const satisfies SourceKind[];
const checkResults = ["landed", "at-base", "pending", "diverged", "unavailable"] as const;
const leaseResults = ["acquired", "held", "lost", "stolen"] as const;
const writeResults = ["applied", "stale_lease", "stale_status", "stale_base"] as const;
const readResults = ["present", "absent", "unavailable"] as const;
const acceptStages = ["verify", "reduce", "store"] as const;
const integrityChecks = ["acknowledgements", "deltas", "state"] as const;
const ages = [1, 3, 10, 30, 60, 300, 600, 1080, 3600, 86400];
const reasons: readonly string[] = [...new Set(Object.values(statusReasons).flat())].map(
  (reason) => reason ?? "none",
);
const codes = Object.keys(vaultsErrors) as VaultsErrorCode[];

export type CheckResult = (typeof checkResults)[number];
export type AcceptStage = (typeof acceptStages)[number];
export type IntegrityPart = (typeof integrityChecks)[number];

/** Each thing that happens to vaults, in the log and in the metrics. No label names a vault, a signer or an address. */
export interface VaultsEvents {
  deltaAccepted(source: SourceKind): void;
  submitRefused(code: VaultsErrorCode): void;
  acceptTook(stage: AcceptStage, ms: number): void;
  signature(isGood: boolean): void;
  checked(facts: { source: SourceKind; result: CheckResult; candidateAgeMs: number | null }): void;
  outcome(facts: {
    vaultId: string;
    deltaId: string;
    to: DeltaStatus;
    reason: string | null;
  }): void;
  lease(result: (typeof leaseResults)[number]): void;
  leaseLost(vaultId: string): void;
  fencedWrite(result: (typeof writeResults)[number]): void;
  sourceRead(facts: {
    source: SourceKind;
    result: (typeof readResults)[number];
    tookMs: number;
  }): void;
  sourceUnavailable(facts: { vaultId: string; source: SourceKind; reason: string }): void;
  ahead(vaultId: string): void;
  integrityFailed(facts: { vaultId: string; part: IntegrityPart; detail: string }): void;
  counted(counts: {
    candidates: number;
    retained: number;
    due: number;
    openProposals: number;
  }): void;
}

export function createVaultsEvents({ log, metrics }: { log: Log; metrics: Metrics }): VaultsEvents {
  const accepted = metrics.counter("vault_deltas_accepted_total", "Deltas that were accepted.", {
    source: sources,
  });
  const refused = metrics.counter("vault_submit_refused_total", "Deltas that were refused.", {
    code: codes,
  });
  const acceptSeconds = metrics.histogram(
    "vault_accept_seconds",
    "What accepting a delta spends its time on.",
    { stage: acceptStages },
  );
  const checks = metrics.counter("vault_checks_total", "Looks at deltas that wait.", {
    source: sources,
    result: checkResults,
  });
  const age = metrics.histogram(
    "vault_candidate_age_seconds",
    "How old deltas that wait are when they are looked at.",
    [],
    ages,
  );
  const outcomes = metrics.counter("vault_outcomes_total", "What became of deltas that waited.", {
    to: ["canonical", "retained", "discarded"],
    reason: reasons,
  });
  const leases = metrics.counter("vault_leases_total", "Leases on vaults.", {
    result: leaseResults,
  });
  const writes = metrics.counter("vault_fenced_writes_total", "Writes of what a look came to.", {
    result: writeResults,
  });
  const reads = metrics.counter("vault_source_reads_total", "Reads of sources.", {
    source: sources,
    result: readResults,
  });
  const readSeconds = metrics.histogram("vault_source_read_seconds", "Duration of those reads.", {
    source: sources,
  });
  const signatures = metrics.counter("vault_signatures_total", "Signatures on proposals.", {
    result: ["good", "bad"],
  });
  const integrity = metrics.counter(
    "vault_integrity_failures_total",
    "Vaults whose history does not hold.",
    { check: integrityChecks },
  );
  const candidates = metrics.gauge("vault_candidates", "Deltas that wait for their source.");
  const retained = metrics.gauge("vault_retained", "Deltas that are unresolved.");
  const due = metrics.gauge("vault_due", "Vaults whose source is due to be looked at.");
  const proposals = metrics.gauge("vault_proposals_open", "Proposals that are not archived.");
  return {
    deltaAccepted: (source) => accepted.inc({ source }),
    submitRefused: (code) => refused.inc({ code }),
    acceptTook: (stage, ms) => acceptSeconds.observe(ms / 1_000, { stage }),
    signature: (isGood) => signatures.inc({ result: isGood ? "good" : "bad" }),
    checked({ source, result, candidateAgeMs }) {
      checks.inc({ source, result });
      if (candidateAgeMs !== null) age.observe(candidateAgeMs / 1_000);
    },
    outcome({ to, reason, ...facts }) {
      if (to !== "candidate") outcomes.inc({ to, reason: reason ?? "none" });
      if (to === "retained") log.warn({ ...facts, reason }, "vault.retained");
    },
    lease: (result) => leases.inc({ result }),
    leaseLost(vaultId) {
      leases.inc({ result: "lost" });
      log.warn({ vaultId }, "vault.lease-lost");
    },
    fencedWrite: (result) => writes.inc({ result }),
    sourceRead({ source, result, tookMs }) {
      reads.inc({ source, result });
      readSeconds.observe(tookMs / 1_000, { source });
    },
    sourceUnavailable: (facts) => log.warn(facts, "source.unavailable"),
    ahead: (vaultId) => log.warn({ vaultId }, "vault.ahead"),
    integrityFailed({ part, ...facts }) {
      integrity.inc({ check: part });
      log.error({ ...facts, check: part }, "vault.integrity-failed");
    },
    counted(counts) {
      candidates.set(counts.candidates);
      retained.set(counts.retained);
      due.set(counts.due);
      proposals.set(counts.openProposals);
    },
  };
}
