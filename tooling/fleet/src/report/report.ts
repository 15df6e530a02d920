import { causeOf, percentileMs } from "../load/findings.ts";
import type { RequestRecord } from "../load/send-request.ts";
import type { ProcessUse } from "./process-use.ts";

/** Something that a scenario expects of the fleet, and what it found. */
export interface Claim {
  readonly claim: string;
  readonly met: boolean;
  readonly found: string;
}

/** A number worth keeping that nothing is expected of. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A load in short. */
export interface LoadSummary {
  readonly name: string;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
  readonly failures: Readonly<Record<string, number>>;
}

export interface Report {
  readonly scenario: string;
  readonly about: string;
  /** The fault that was planted; null for a run that is meant to go well. */
  readonly fault: string | null;
  readonly size: Readonly<Record<string, unknown>>;
  readonly startedAt: string;
  readonly tookMs: number;
  readonly claims: readonly Claim[];
  readonly figures: readonly Figure[];
  readonly loads: readonly LoadSummary[];
  readonly processes: readonly ProcessUse[];
}

/** The claims that did not hold, in words. */
export function missedOf(report: Report): string[] {
  return report.claims.filter(({ met }) => !met).map(({ claim, found }) => `${claim}: ${found}`);
}

export function summarizeLoad(name: string, records: readonly RequestRecord[]): LoadSummary {
  const failures: Record<string, number> = {};
  for (const record of records) {
    if (record.status === 200) continue;
    const cause = causeOf(record);
    failures[cause] = (failures[cause] ?? 0) + 1;
  }
  const at = (share: number) => rounded(percentileMs(records, share));
  return {
    ...{ name, requests: records.length, failures },
    ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), mostMs: at(1) },
  };
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
