import { cursorScope, type Page, readPage } from "@homeport/platform";
import { z } from "zod";
import type { VaultsDeps } from "../context.ts";
import { proposalStates } from "../core/index.ts";
import { vaultIdInput } from "../vault/get-vault.ts";
import { requireReader, type VaultReader } from "../vault/reader.ts";
import type { getProposalInput } from "./input.ts";
import { requireProposal } from "./require-proposal.ts";
import { type ListedProposal, type ProposalView, selectProposals } from "./store.ts";

export const listProposalsInput = z.object({
  vaultId: vaultIdInput,
  state: z.enum(proposalStates).optional(),
  limit: z.int().min(1).max(500).optional(),
  cursor: z.string().max(1024).optional(),
});

type ReadDeps = Pick<VaultsDeps, "db" | "freshnessMs" | "cursors">;

/** How many rows are looked through at a time for those of one state, which no column has. */
const scanned = 100;

/**
 * The proposals of a vault, the newest first. Their state follows from the vault's as it is now. Throws VAULT_NOT_FOUND,
 * AUTH_STALE, CURSOR_INVALID.
 */
export async function listProposals(
  deps: ReadDeps,
  reader: VaultReader,
  { vaultId, state, ...page }: z.infer<typeof listProposalsInput>,
): Promise<Page<ProposalView>> {
  await requireReader(deps, reader, vaultId);
  const plan = {
    kind: "vault.proposals",
    scope: cursorScope(vaultId, state ?? null),
    positionOf: ({ createdKey, view }: ListedProposal) => [createdKey, view.id],
  };
  const { items, nextCursor } = await readPage(deps.cursors, plan, page, async (after, limit) => {
    const start = after === null ? null : { createdKey: String(after[0]), id: String(after[1]) };
    return await collect(deps, { vaultId, state, limit }, start);
  });
  return { items: items.map(({ view }) => view), nextCursor };
}

async function collect(
  { db }: ReadDeps,
  of: { vaultId: string; state: ProposalView["state"] | undefined; limit: number },
  start: { readonly createdKey: string; readonly id: string } | null,
): Promise<ListedProposal[]> {
  const { vaultId, state, limit } = of;
  if (state === undefined) return await selectProposals(db.sql, { vaultId, after: start, limit });
  const found: ListedProposal[] = [];
  let after = start;
  while (found.length < limit) {
    const rows = await selectProposals(db.sql, { vaultId, after, limit: scanned });
    found.push(...rows.filter(({ view }) => view.state === state));
    const last = rows.at(-1);
    if (last === undefined || rows.length < scanned) break;
    after = { createdKey: last.createdKey, id: last.view.id };
  }
  return found.slice(0, limit);
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
