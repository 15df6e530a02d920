import { cursorScope, type Page, pageLimit } from "@homeport/platform";
import { z } from "zod";
import type { VaultsDeps } from "../context.ts";
import { proposalStates } from "../core/index.ts";
import { vaultIdInput } from "../vault/get-vault.ts";
import { requireReader, type VaultReader } from "../vault/reader.ts";
import type { getProposalInput } from "./input.ts";
import { requireProposal } from "./require-proposal.ts";
import { type ProposalPlace, type ProposalView, selectProposals } from "./store.ts";

export const listProposalsInput = z.object({
  vaultId: vaultIdInput,
  state: z.enum(proposalStates).optional(),
  limit: z.int().min(1).max(500).optional(),
  cursor: z.string().max(1024).optional(),
});

type ReadDeps = Pick<VaultsDeps, "db" | "freshnessMs" | "cursors">;

/** How many rows are looked through at a time for those of one state, which no column has. */
const atATime = 100;
/** A call looks through no more rows than the largest page has, however few are of the state that is asked for. */
const maxTurns = 5;

/**
 * The proposals of a vault, the newest first, but those whose row cannot be read. Their state follows from the vault's as it
 * is now. A page of one state may have fewer than were asked for, or none, and still a cursor: it is where the call left off.
 * Throws VAULT_NOT_FOUND, AUTH_STALE, CURSOR_INVALID, LIMIT_INVALID.
 */
export async function listProposals(
  deps: ReadDeps,
  reader: VaultReader,
  { vaultId, state, limit, cursor }: z.infer<typeof listProposalsInput>,
): Promise<Page<ProposalView>> {
  await requireReader(deps, reader, vaultId);
  const list = { kind: "vault.proposals", scope: cursorScope(vaultId, state ?? null) };
  const after = cursor === undefined ? null : deps.cursors.decode(cursor, list);
  const start = after === null ? null : { createdKey: String(after[0]), id: String(after[1]) };
  const of = { vaultId, state, limit: pageLimit(limit) };
  const { items, next } = await collect(deps, of, start);
  return {
    items,
    nextCursor:
      next === null ? null : deps.cursors.encode({ ...list, position: [next.createdKey, next.id] }),
  };
}

/** Goes through the list until a page is full, the list ends, or a call has looked through enough. */
async function collect(
  { db }: ReadDeps,
  of: { vaultId: string; state: ProposalView["state"] | undefined; limit: number },
  start: ProposalPlace | null,
): Promise<{ readonly items: ProposalView[]; readonly next: ProposalPlace | null }> {
  const { vaultId, state, limit } = of;
  const items: ProposalView[] = [];
  const asked = state === undefined ? limit + 1 : atATime;
  let last = start;
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const rows = await selectProposals(db.sql, { vaultId, after: last, limit: asked });
    for (const { place, view } of rows) {
      if (items.length === limit) return { items, next: last };
      if (view !== null && (state === undefined || view.state === state)) items.push(view);
      last = place;
    }
    if (rows.length < asked) return { items, next: null };
  }
  return { items, next: last };
}

/** One proposal. Throws VAULT_NOT_FOUND, AUTH_STALE, PROPOSAL_NOT_FOUND. */
export async function getProposal(
  deps: Pick<ReadDeps, "db" | "freshnessMs">,
  reader: VaultReader,
  { vaultId, proposalId }: z.infer<typeof getProposalInput>,
): Promise<ProposalView> {
  await requireReader(deps, reader, vaultId);
  return (await requireProposal(deps.db.sql, vaultId, proposalId)).view;
}
