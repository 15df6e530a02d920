import type { RequestContext } from "@homeport/platform";
import { decideLook, type LookedBy, lostTo } from "./decide-look.ts";
import { judgeRecord, proofOf } from "./proof.ts";
import { beginServing, endServing, type ServingDeps } from "./serving.ts";
import { type Claim, type Finding, findClaim, findHolder, type Look, writeLook } from "./store.ts";
import type { TxtAnswer, TxtLookup } from "./txt-lookup.ts";

export interface LookDeps extends ServingDeps {
  readonly lookUpTxt: TxtLookup;
}

/**
 * Asks DNS for a claim's record and does what follows: a claim that is proven begins to serve, one whose record is gone
 * ends. No transaction is open while DNS is asked: what begins or ends states what was read before, and throws
 * VERSION_CONFLICT when that has changed meanwhile.
 */
export async function lookAtClaim(
  deps: LookDeps,
  request: RequestContext,
  claim: Claim,
  options: { readonly by: LookedBy; readonly signal?: AbortSignal | undefined },
): Promise<Finding> {
  const proof = proofOf(claim.hostname, claim.verify_token);
  const answer = await deps.lookUpTxt(proof.recordName, options.signal);
  const look = decideLook(claim, judgeRecord(answer, proof), options.by);
  switch (look.serving) {
    case "begun":
      return await takeHostname(deps, request, { claim, look, answer });
    case "lost":
      await endServing(deps, request, { claim, look, reason: "record-gone" });
      return look.finding;
    case "as-before":
      return await keepLook(deps, claim, look);
  }
}

/**
 * One app at a time serves a hostname, and its owner says by DNS which: a holder whose record still stands beside this
 * one stays, one whose record is gone makes room at once.
 */
async function takeHostname(
  deps: LookDeps,
  request: RequestContext,
  { claim, look, answer }: { claim: Claim; look: Look; answer: TxtAnswer },
): Promise<Finding> {
  const holder = await findHolder(deps.db.orm, claim);
  if (holder !== null) {
    const held = await findClaim(deps.db.orm, holder.id);
    const record = held && judgeRecord(answer, proofOf(held.hostname, held.verify_token));
    if (held === null || record === "found") {
      return await keepLook(deps, claim, { ...look, finding: "taken", serving: "as-before" });
    }
    await endServing(deps, asNobody(request), { claim: held, look: lostTo, reason: "taken-over" });
  }
  await beginServing(deps, request, { claim, look });
  return look.finding;
}

/** Nothing follows from such a look; when another one was kept at the same moment, that one counts. */
async function keepLook(deps: LookDeps, claim: Claim, look: Look): Promise<Finding> {
  await writeLook(deps.db.orm, claim, look);
  return look.finding;
}

/** In the records of the organization that lost the hostname, who got it is nobody's business. */
function asNobody({ requestId }: RequestContext): RequestContext {
  return { actor: { kind: "system", name: "gate" }, address: null, requestId };
}
