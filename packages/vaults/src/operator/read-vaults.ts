import type { Page } from "@homeport/platform";
import type { ChainState } from "../source/evm-registry/probe-chain.ts";
import { type ListVaultsInput, readSummaries } from "../vault/list-vaults.ts";
import type { VaultSummary } from "../vault/view-store.ts";
import { authorizeOperator, type VaultOperatorContext } from "./context.ts";
import {
  type CandidateView,
  type SourceView,
  selectCandidates,
  selectOverview,
  selectSources,
  type VaultsOverview,
} from "./store.ts";

const candidatesAtOnce = 500;

/** How all vaults of the installation stand, in numbers. Throws FORBIDDEN. */
export async function summarizeVaults(ctx: VaultOperatorContext): Promise<VaultsOverview> {
  await authorizeOperator(ctx, "vault.summarize");
  return await selectOverview(ctx.db.sql);
}

/** All vaults of all organizations, the one that changed last first. Throws FORBIDDEN, CURSOR_INVALID. */
export async function listAnyVaults(
  ctx: VaultOperatorContext,
  input: ListVaultsInput,
): Promise<Page<VaultSummary>> {
  await authorizeOperator(ctx, "vault.list");
  return await readSummaries(ctx, { organizationId: null, signerId: null }, input);
}

/** What waits for its source, the oldest first. Throws FORBIDDEN. */
export async function listCandidates(ctx: VaultOperatorContext): Promise<CandidateView[]> {
  await authorizeOperator(ctx, "vault.candidates");
  return await selectCandidates(ctx.db.sql, candidatesAtOnce);
}

/** How each endpoint of each chain answers now, as this process sees it. Throws FORBIDDEN. */
export async function probeChains(ctx: VaultOperatorContext): Promise<readonly ChainState[]> {
  await authorizeOperator(ctx, "vault.chains");
  const asked = [...ctx.sources.values()].map(async ({ probe }) => (await probe?.()) ?? []);
  return (await Promise.all(asked)).flat();
}

/** The kinds of sources that vaults name, and whether they can be read. Throws FORBIDDEN. */
export async function listSources(ctx: VaultOperatorContext): Promise<SourceView[]> {
  await authorizeOperator(ctx, "vault.sources");
  return await selectSources(ctx.db.sql);
}
