/** One measured interval of load on one address. */
export interface LoadPlan {
  readonly url: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly bytesIn: number;
  /** Answers that were no 2xx, and connections that failed or timed out. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadTool {
  readonly name: "wrk" | "autocannon";
  run(plan: LoadPlan): Promise<LoadResult>;
}
