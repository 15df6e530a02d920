import { cursorScope, type Page, type PageInput, readPage } from "@homeport/platform";
import type { ChainState } from "../source/evm-registry/probe-chain.ts";
import { type ListVaultsInput, readSummaries } from "../vault/list-vaults.ts";
import type { VaultSummary } from "../vault/view-store.ts";
import { selectUnsound, type UnsoundVaults } from "../verify/integrity-store.ts";
import { authorizeOperator, type VaultOperatorContext } from "./context.ts";
import {
  type CandidateView,
  type SourceView,
  selectCandidates,
  selectOrganizationNames,
  selectOverview,
  selectSources,
  type VaultsOverview,
} from "./store.ts";

/** Whoever looks after so many that do not hold begins with these. */
const unsoundAtOnce = 20;

/** How all vaults of the installation stand, in numbers, and which do not hold. Throws FORBIDDEN. */
export async function summarizeVaults(
  ctx: VaultOperatorContext,
): Promise<VaultsOverview & { readonly unsound: UnsoundVaults }> {
  await authorizeOperator(ctx, "vault.summarize");
  const [overview, unsound] = await Promise.all([
    selectOverview(ctx.db.sql),
    selectUnsound(ctx.db.sql, unsoundAtOnce),
  ]);
  return { ...overview, unsound };
}

/** A vault in the list of all, with the name of its organization; null for one that is gone. */
export interface AnyVaultSummary extends VaultSummary {
  readonly organization: string | null;
}

/** All vaults of all organizations, the one that changed last first. Throws FORBIDDEN, CURSOR_INVALID. */
export async function listAnyVaults(
  ctx: VaultOperatorContext,
  input: ListVaultsInput,
): Promise<Page<AnyVaultSummary>> {
  await authorizeOperator(ctx, "vault.list");
  const page = await readSummaries(ctx, { organizationId: null, signerId: null }, input);
  const ids = page.items.map(({ organizationId }) => organizationId);
  const names = await selectOrganizationNames(ctx.db.sql, ids);
  return {
    ...page,
    items: page.items.map((vault) => ({
      ...vault,
      organization: names.get(vault.organizationId) ?? null,
    })),
  };
}

/** What waits for its source, the oldest first. Throws FORBIDDEN, CURSOR_INVALID, LIMIT_INVALID. */
export async function listCandidates(
  ctx: VaultOperatorContext,
  input: PageInput,
): Promise<Page<CandidateView>> {
  await authorizeOperator(ctx, "vault.candidates");
  const plan = {
    kind: "vault.candidates",
    scope: cursorScope(),
    positionOf: ({ acceptedKey, deltaId }: CandidateView) => [acceptedKey, deltaId],
  };
  return await readPage(ctx.cursors, plan, input, (after, limit) =>
    selectCandidates(
      ctx.db.sql,
      after === null ? null : { acceptedKey: String(after[0]), deltaId: String(after[1]) },
      limit,
    ),
  );
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
