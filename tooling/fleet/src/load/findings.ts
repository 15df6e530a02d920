import type { RequestRecord } from "./send-request.ts";

/** What a load says of a fleet. */
export interface Findings {
  readonly requests: number;
  /** Requests that could have been saved: idempotent, or not under way when something died. */
  readonly lost: readonly RequestRecord[];
  /** Requests with an effect that were under way when something died, and visitors of what died. */
  readonly unlucky: readonly RequestRecord[];
  /** Ids whose effect happened more than once. */
  readonly doubled: readonly string[];
  /** Ids whose effect was answered and never happened. */
  readonly missing: readonly string[];
}

/** A relay that died or hung, and when. */
export interface Loss {
  readonly relayId: string;
  readonly atMs: number;
  /** When visitors had surely been led elsewhere; the same moment for one that is gone at once. */
  readonly untilMs?: number;
}

/** Judges every request of a load by what could have been saved. */
export function judgeLoad(
  records: readonly RequestRecord[],
  effects: readonly string[],
  loss?: Loss,
): Findings {
  const failed = records.filter(({ status }) => status !== 200);
  const unlucky = failed.filter((record) => loss !== undefined && isUnlucky(record, loss));
  const counts = new Map<string, number>();
  for (const id of effects) counts.set(id, (counts.get(id) ?? 0) + 1);
  return {
    requests: records.length,
    lost: failed.filter((record) => !unlucky.includes(record)),
    unlucky,
    doubled: [...counts].filter(([, count]) => count > 1).map(([id]) => id),
    missing: records
      .filter(({ method, status, id }) => method === "POST" && status === 200 && !counts.has(id))
      .map(({ id }) => id),
  };
}

function isUnlucky(record: RequestRecord, loss: Loss): boolean {
  const wasUnderWay =
    record.sentAtMs <= (loss.untilMs ?? loss.atMs) && record.sentAtMs + record.tookMs >= loss.atMs;
  return wasUnderWay && (record.relayId === loss.relayId || record.method === "POST");
}

/** The time within which this share of the requests ended, in ms; 0 without any. */
export function percentileMs(records: readonly RequestRecord[], share: number): number {
  const sorted = records.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Why a request failed, in few words that many of them share. */
export function causeOf({ status, outcome }: RequestRecord): string {
  if (status === null) return outcome;
  const code = /"code":"([A-Z_]+)"/.exec(outcome)?.[1];
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** The first few of them, for a report. */
export function describeRecords(records: readonly RequestRecord[]): string {
  const [first] = records;
  if (first === undefined) return "none";
  const { method, relayId, tookMs } = first;
  return `${records.length}, first ${method} at ${relayId}: ${causeOf(first)} after ${Math.round(tookMs)} ms`;
}

/**
 * How long after that moment the last of the hosts answered something that was asked after it; Infinity when
 * one never did.
 */
export function backAfterMs(records: readonly RequestRecord[], atMs: number): number {
  const backMs = new Map<string, number>();
  for (const { host, status, sentAtMs, tookMs } of records) {
    const afterMs = status === 200 && sentAtMs > atMs ? sentAtMs + tookMs - atMs : Infinity;
    backMs.set(host, Math.min(afterMs, backMs.get(host) ?? Infinity));
  }
  return Math.max(0, ...backMs.values());
}
