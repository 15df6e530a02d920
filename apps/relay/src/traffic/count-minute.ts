import { latencyBucketOf, latencyBuckets, type TrafficMinute } from "@homeport/hosts";
import type { RequestRecord } from "../events.ts";

/** One app's requests of one class of status in one minute, while they are counted. */
export type Count = { -readonly [K in keyof TrafficMinute]: TrafficMinute[K] } & {
  latencyBuckets: number[];
};

/** What a request says of its app's traffic. */
export type CountedRequest = Pick<
  RequestRecord,
  "appId" | "status" | "bytesIn" | "bytesOut" | "firstByteMs"
>;

export function beginCount(appId: string, minuteMs: number, statusClass: number): Count {
  const sums = { requests: 0, bytesIn: 0, bytesOut: 0, durationMs: 0 };
  const buckets = new Array<number>(latencyBuckets).fill(0);
  return { appId, minuteMs, statusClass, ...sums, latencyBuckets: buckets };
}

export function countRequest(count: Count, request: CountedRequest): void {
  count.requests += 1;
  count.bytesIn += request.bytesIn;
  count.bytesOut += request.bytesOut;
  if (request.firstByteMs === null) return;
  count.durationMs += request.firstByteMs;
  const at = latencyBucketOf(request.firstByteMs);
  count.latencyBuckets[at] = (count.latencyBuckets[at] ?? 0) + 1;
}

/** Adds a count of the same app, minute and class. */
export function addCount(to: Count, from: TrafficMinute): void {
  to.requests += from.requests;
  to.bytesIn += from.bytesIn;
  to.bytesOut += from.bytesOut;
  to.durationMs += from.durationMs;
  for (const [at, count] of from.latencyBuckets.entries()) {
    to.latencyBuckets[at] = (to.latencyBuckets[at] ?? 0) + count;
  }
}
