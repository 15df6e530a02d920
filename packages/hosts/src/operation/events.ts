import type { Log, Metrics } from "@homeport/platform";
import { type OperationKind, operationKinds } from "./operation.ts";

/** How an operation ended, and what came of it. */
export interface FinishedOperation {
  readonly kind: OperationKind;
  /** `expired`: its host said nothing in time; `superseded`: something else was asked for before it was done. */
  readonly outcome: "done" | "failed" | "expired" | "superseded";
  readonly code: string | null;
  /** From its being asked for. */
  readonly tookMs: number;
  readonly runtime: string;
}

/** Whose operation it was. */
export interface OperationPlace {
  readonly hostId: string | null;
  readonly appId: string;
  readonly generation: number;
}

/** What the end of an operation tells operators, in whichever process it is written. */
export interface OperationEvents {
  finished(of: OperationPlace, ended: FinishedOperation): void;
}

/** Starts take from a moment to minutes, where an image has to be fetched. */
const startBuckets = [0.25, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320];

export function createOperationEvents(deps: { log: Log; metrics: Metrics }): OperationEvents {
  const { log, metrics } = deps;
  const operations = metrics.counter(
    "app_operations_total",
    "Operations on apps that hosts run, by how they ended.",
    { kind: operationKinds, outcome: ["done", "failed", "expired", "superseded"] },
  );
  const starts = metrics.histogram(
    "app_start_seconds",
    "From the moment a start was asked for until the app answered.",
    ["runtime"],
    startBuckets,
  );
  return {
    finished({ hostId, appId, generation }, ended) {
      const { kind, outcome, runtime, tookMs } = ended;
      operations.inc({ kind, outcome });
      if (kind === "start" && outcome === "done") starts.observe(tookMs / 1_000, { runtime });
      const fields = { hostId, appId, generation, ...ended, tookMs: Math.round(tookMs) };
      log.info(fields, "app.operation-finished");
    },
  };
}
