import type { Tx } from "@homeport/db";
import { explainWorkError } from "../work/explain.ts";
import type { WorkKey } from "../work/work-key.ts";
import { type IssueStage, insertIssues } from "./part-store.ts";

const stages: Readonly<Record<string, IssueStage>> = {
  ORIGINAL_MISSING: "fetch",
  ORIGINAL_CORRUPT: "fetch",
  STORAGE_UNAVAILABLE: "fetch",
  UNSUPPORTED_FORMAT: "sniff",
  PIXEL_LIMIT: "prepare",
  ENCODE_FAILED: "encode",
  METADATA_LEAK: "store",
  STORE_BUSY: "persist",
  STORE_DOWN: "persist",
};

/** Tells the runs that wait for this work of a failed try: a warning while it is tried again, an error when it is not. */
export async function recordFailure(
  tx: Tx,
  work: WorkKey,
  failed: { isFinal: boolean; code: string; detail: string | null },
  nowMs: number,
): Promise<void> {
  const { code, detail, isFinal } = failed;
  const issue = {
    ...{ imageId: work.imageId, kind: work.kind, code, detail },
    level: isFinal ? ("error" as const) : ("warning" as const),
    stage: stages[code] ?? "decode",
    summary: explainWorkError(code),
  };
  await insertIssues(tx, issue, nowMs);
}
