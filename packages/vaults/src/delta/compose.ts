import { newId } from "@homeport/platform";
import type { SignedRequest, VaultsDeps } from "../context.ts";
import { type DurableSignature, type PreparedDelta, printHash } from "../core/index.ts";
import type { VaultEventType } from "../event/event-types.ts";
import { newEvent } from "../event/new-event.ts";
import type { Acceptance } from "./accept-store.ts";
import { acknowledge } from "./acknowledge.ts";
import { onePerSigner } from "./input.ts";
import type { VaultFacts } from "./store.ts";

/** All that is stored of a delta that is accepted, computed from the head as it was read. */
export function composeAcceptance(
  deps: VaultsDeps,
  { request, facts }: { readonly request: SignedRequest; readonly facts: VaultFacts },
  prepared: PreparedDelta,
  signatures: readonly DurableSignature[],
): Omit<Acceptance, "hasClock"> {
  const deltaId = newId(deps.clock.nowMs(), deps.random);
  const isCanonical = facts.sourceKind === "self";
  const { nonce, commitment } = prepared.next;
  const data = { deltaId, nonce, kind: prepared.kind, next: printHash(commitment) };
  const happened = eventTypes(prepared.kind, isCanonical).map((type) => newEvent(deps, type, data));
  const settled = facts.isProposed
    ? [
        newEvent(deps, isCanonical ? "proposal.settled" : "proposal.submitted", {
          proposalId: Buffer.from(prepared.digest).toString("hex"),
          deltaId,
        }),
      ]
    : [];
  const superseded = isCanonical ? [] : facts.replaceable;
  const replaced = superseded.map((id) =>
    newEvent(deps, "delta.discarded", { deltaId: id, reason: "superseded" }),
  );
  return {
    ...{ signerId: request.signerId, timestampMs: request.timestampMs, prepared, deltaId },
    acknowledged: acknowledge(deps, { prepared, deltaId }, facts.acknowledged, facts.storeNowMs),
    signatures: onePerSigner(signatures),
    isCanonical,
    ...{ stateSha256: prepared.stateSha256, rosterSha256: prepared.rosterSha256 },
    events: [...replaced, ...happened, ...settled],
    ...{ superseded, eventSeq: facts.eventSeq },
  };
}

function eventTypes(kind: string, isCanonical: boolean): VaultEventType[] {
  return isCanonical ? ["delta.accepted", ...canonicalEvents(kind)] : ["delta.accepted"];
}

/** What becoming history means, by what the delta does. */
export function canonicalEvents(kind: string): VaultEventType[] {
  if (kind === "roster@1") return ["delta.canonical", "roster.changed"];
  return kind === "release@1" ? ["delta.canonical", "vault.released"] : ["delta.canonical"];
}
