import type { SqlRunner } from "@homeport/db";
import { actOnceAsSigner, type SignedAct } from "../act/signed-act.ts";
import type { VaultsDeps } from "../context.ts";
import {
  checkNext,
  digestDelta,
  type PreparedDelta,
  printHash,
  Refusal,
  verifySignature,
} from "../core/index.ts";
import { requireHead, requireMoving, requireRole } from "../delta/require-open.ts";
import type { VaultFacts } from "../delta/store.ts";
import type { SubmittedDelta } from "../delta/submit-delta.ts";
import { refusing, VaultsError } from "../errors.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import { requireWhole } from "../vault/require-whole.ts";
import { acceptProposal, followProposal } from "./accept-proposal.ts";
import type { OpenProposalInput } from "./input.ts";
import { requireProposal } from "./require-proposal.ts";
import {
  countViable,
  insertProposal,
  insertProposalSignature,
  type ProposalView,
  selectProposal,
} from "./store.ts";

export interface OpenedProposal {
  readonly proposal: ProposalView;
  /** False: the very same delta had been proposed before. */
  readonly isNew: boolean;
  /** What came of it at once, where the opener's signature is all it takes. */
  readonly accepted: SubmittedDelta | null;
}

/**
 * Opens a proposal: a delta that waits for signatures, with that of its opener. The same delta again gives what is there.
 * How many wait is counted under the lock of the vault's row, so that openings at once cannot pass the limit together.
 *
 * Throws VAULT_NOT_FOUND, AUTH_STALE, AUTH_REPLAY, FORBIDDEN, VAULT_RELEASED, VAULT_PAUSED, DELTA_STALE_BASE,
 * SIGNATURE_INVALID, DELTA_INVALID, ROSTER_INVALID, TOO_LARGE, DELTA_MISMATCH, PROPOSAL_LIMIT.
 */
export async function openProposal(
  deps: VaultsDeps,
  act: SignedAct & { readonly input: OpenProposalInput },
): Promise<OpenedProposal> {
  const { vaultId, input } = act;
  const { nonce, prev, kind, payloadBase64: payload } = input;
  const digest = digestDelta(deps.primitives, { vaultId, nonce, prev, kind, payload });
  const proposalId = Buffer.from(digest).toString("hex");
  const opened = await actOnceAsSigner(deps, act, { nonce, proposalId }, async (sql, facts) => {
    requireRole(facts, act.request.signerId, ["voter", "proposer"]);
    const known = await selectProposal(sql, vaultId, proposalId);
    if (known !== null) return { proposal: known.view, isNew: false, accepted: null };
    const prepared = await admit(deps, sql, act, facts);
    return await store(deps, sql, act, facts, prepared, proposalId);
  });
  if (opened.isNew) followProposal(deps, vaultId, opened.accepted);
  return opened;
}

async function admit(
  deps: VaultsDeps,
  sql: SqlRunner,
  { vaultId, request, input }: SignedAct & { readonly input: OpenProposalInput },
  facts: VaultFacts,
): Promise<PreparedDelta> {
  requireMoving(facts);
  requireHead(facts, input);
  const { kind, payloadBase64: payload, next, signatures } = input;
  requireWhole(deps, vaultId, { bytes: facts.version.stateBytes, sha256: facts.stateSha256 });
  const prepared = await refusing(async () => {
    const { preparer, stateMaxBytes } = deps;
    const made = await preparer.prepareDelta(facts.version, { kind, payload }, stateMaxBytes);
    checkNext(made, next);
    for (const { signerId, signature } of signatures) {
      const isOpener = signerId === request.signerId;
      if (isOpener && verifySignature(deps.primitives, signerId, made.signingText, signature)) {
        continue;
      }
      throw new Refusal("SIGNATURE_INVALID", { signerId });
    }
    return made;
  });
  if ((await countViable(sql, vaultId)) >= deps.maxProposals) {
    throw new VaultsError("PROPOSAL_LIMIT", { details: { limit: deps.maxProposals } });
  }
  return prepared;
}

async function store(
  deps: VaultsDeps,
  sql: SqlRunner,
  act: SignedAct & { readonly input: OpenProposalInput },
  facts: VaultFacts,
  prepared: PreparedDelta,
  proposalId: string,
): Promise<OpenedProposal> {
  const { vaultId, request, input } = act;
  const { nonce, commitment } = prepared.next;
  await insertProposal(sql, {
    ...{ id: proposalId, vaultId, nonce, base: prepared.prev, next: commitment },
    ...{ kind: prepared.kind, payload: prepared.payload, note: input.note },
    ...{ proposerId: request.signerId, expiresInMs: input.expiresInMs },
  });
  for (const signature of input.signatures) {
    await insertProposalSignature(sql, proposalId, signature);
  }
  const data = { proposalId, nonce, kind: prepared.kind, next: printHash(commitment) };
  const stored = await requireProposal(sql, vaultId, proposalId);
  const isReady = stored.view.state === "ready";
  await appendEvents(sql, vaultId, [
    newEvent(deps, "proposal.opened", { ...data, proposerId: request.signerId }),
    ...(isReady ? [newEvent(deps, "proposal.ready", { proposalId })] : []),
  ]);
  if (!isReady || facts.candidate !== null) {
    return { proposal: stored.view, isNew: true, accepted: null };
  }
  const accepted = await acceptProposal(deps, sql, act, facts, stored);
  const { view: proposal } = await requireProposal(sql, vaultId, proposalId);
  return { proposal, isNew: true, accepted };
}
