import type { TxtAnswer } from "./txt-lookup.ts";

/** The DNS record that proves a custom hostname. */
export interface HostnameProof {
  readonly recordName: string;
  /** The whole text of a TXT record there; others may stand beside it. */
  readonly recordValue: string;
}

export function proofOf(hostname: string, verifyToken: string): HostnameProof {
  return {
    recordName: `_homeport.${hostname}`,
    recordValue: `homeport-verify=${verifyToken}`,
  };
}

/**
 * What a look has found: the record, none at all, others only, or that DNS could not say. The last is no evidence
 * of anything, so nothing follows from it.
 */
export type RecordFinding = "found" | "missing" | "different" | "trouble";

/** Pure. */
export function judgeRecord(answer: TxtAnswer, proof: HostnameProof): RecordFinding {
  if (answer.kind === "trouble") return "trouble";
  if (answer.values.includes(proof.recordValue)) return "found";
  return answer.values.some((value) => value.startsWith("homeport-verify="))
    ? "different"
    : "missing";
}
