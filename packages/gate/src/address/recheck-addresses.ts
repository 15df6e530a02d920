import { newId, type RequestContext } from "@homeport/platform";
import { GateError } from "../errors.ts";
import { type LookDeps, lookAtClaim } from "./look-at-claim.ts";
import { type Claim, type Finding, readDueClaims } from "./store.ts";

/** Looks of one run, and how many go on at once: a resolver is somebody else's, too. */
const maxLooks = 1_000;
const atOnce = 8;

export type RecheckCounts = Readonly<Record<Finding | "changed", number>>;

/**
 * Looks at every custom hostname whose look is due: verified ones once a day, and those that wait, so that a record that
 * was set is seen without anybody asking. Any number may run at once. A look that fails leaves its hostname due, ends no
 * other, and fails the run once all are done.
 */
export async function recheckAddresses(
  deps: LookDeps,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<RecheckCounts> {
  const due = await readDueClaims(deps.db.orm, maxLooks);
  const counts = { found: 0, missing: 0, different: 0, trouble: 0, taken: 0, changed: 0 };
  const failures: unknown[] = [];
  const queue = due.values();
  async function work(): Promise<void> {
    for (const claim of queue) {
      if (signal?.aborted) return;
      try {
        counts[await lookOnce(deps, claim, signal)] += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  if (failures.length > 0) throw new AggregateError(failures, "some hostnames were not looked at");
  return counts;
}

async function lookOnce(
  deps: LookDeps,
  claim: Claim,
  signal: AbortSignal | undefined,
): Promise<Finding | "changed"> {
  const actor = { kind: "system", name: "gate.verify-addresses" } as const;
  const request: RequestContext = { actor, address: null, requestId: newId() };
  try {
    return await lookAtClaim(deps, request, claim, { by: "schedule", signal });
  } catch (error) {
    // Somebody removed it, or looked at the same moment: theirs counts.
    if (error instanceof GateError && error.code === "VERSION_CONFLICT") return "changed";
    throw error;
  }
}
