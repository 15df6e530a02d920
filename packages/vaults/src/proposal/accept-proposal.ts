import type { SqlRunner } from "@homeport/db";
import type { SignedAct } from "../act/signed-act.ts";
import type { VaultsDeps } from "../context.ts";
import { acceptDelta } from "../delta/accept-store.ts";
import { composeAcceptance } from "../delta/compose.ts";
import type { VaultFacts } from "../delta/store.ts";
import { followAcceptance, noteSuperseded, type SubmittedDelta } from "../delta/submit-delta.ts";
import { refusing } from "../errors.ts";
import { requireWhole } from "../vault/require-whole.ts";
import type { StoredProposal } from "./store.ts";

/**
 * Accepts the delta of a proposal that has its signatures, within the transaction that has the vault's row locked: nothing
 * can have moved since the facts were read.
 */
export async function acceptProposal(
  deps: VaultsDeps,
  sql: SqlRunner,
  { request }: SignedAct,
  facts: VaultFacts,
  { kind, payload, votes }: StoredProposal,
): Promise<SubmittedDelta> {
  const { vaultId, stateBytes: bytes } = facts.version;
  requireWhole(deps, vaultId, { bytes, sha256: facts.stateSha256 });
  const prepared = await refusing(() =>
    deps.preparer.prepareDelta(facts.version, { kind, payload }, deps.stateMaxBytes),
  );
  const known = { request, facts: { ...facts, isProposed: true } };
  const acceptance = composeAcceptance(deps, known, prepared, votes);
  const { isMoved } = await acceptDelta(sql, { ...acceptance, hasClock: true });
  if (!isMoved) throw new Error("a locked vault has moved");
  deps.events.deltaAccepted(facts.sourceKind);
  noteSuperseded(deps, vaultId, acceptance);
  const { deltaId, isCanonical, acknowledged } = acceptance;
  const status = isCanonical ? "canonical" : "candidate";
  return { deltaId, status, acknowledgement: acknowledged, isNew: true };
}

/** After the commit: says so, and has a delta that came of it looked for. */
export function followProposal(
  deps: VaultsDeps,
  vaultId: string,
  accepted: SubmittedDelta | null,
): void {
  followAcceptance(deps, vaultId, accepted === null || accepted.status === "canonical");
}
