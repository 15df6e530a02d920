import { cursorScope, type Page, readPage } from "@homeport/platform";
import { z } from "zod";
import type { VaultsDeps } from "../context.ts";
import { requireFresh } from "../delta/require-fresh.ts";
import { VaultsError } from "../errors.ts";
import type { VaultReader } from "./reader.ts";
import { selectNowMs } from "./store.ts";
import {
  selectSummaries,
  type VaultSummary,
  type VaultsFilter,
  vaultOrders,
  vaultStates,
} from "./view-store.ts";

export const listVaultsInput = z.object({
  limit: z.int().min(1).max(500).optional(),
  cursor: z.string().max(1024).optional(),
  /** Part of a name, or a whole id. */
  search: z.string().trim().min(1).max(80).optional(),
  state: z.enum(vaultStates).optional(),
  /** What comes first: the newest change, the newest vault, or the first name. */
  sort: z.enum(vaultOrders).default("changed"),
});

export type ListVaultsInput = z.input<typeof listVaultsInput>;

/**
 * The vaults of an actor's organization, or those that list a signer; the one that changed last comes first, unless told. Throws
 * FORBIDDEN for an actor who may read none, AUTH_STALE and CURSOR_INVALID.
 */
export async function listVaults(
  deps: Pick<VaultsDeps, "db" | "freshnessMs" | "cursors">,
  reader: VaultReader,
  input: ListVaultsInput,
): Promise<Page<VaultSummary>> {
  if (reader.kind === "signer") {
    const storeNowMs = await selectNowMs(deps.db.orm);
    requireFresh(deps, reader, { storeNowMs, lastMs: null });
    return await readSummaries(deps, { organizationId: null, signerId: reader.signerId }, input);
  }
  const { organizationId, permissions } = reader;
  if (organizationId === undefined || !permissions.has("vault.read")) {
    throw new VaultsError("FORBIDDEN");
  }
  return await readSummaries(deps, { organizationId, signerId: null }, input);
}

/** One page of vaults, whoever may see them. */
export async function readSummaries(
  { db, cursors }: Pick<VaultsDeps, "db" | "cursors">,
  whose: Pick<VaultsFilter, "organizationId" | "signerId">,
  input: ListVaultsInput,
): Promise<Page<VaultSummary>> {
  const sort = input.sort ?? "changed";
  const filter = { ...whose, search: input.search ?? null, state: input.state ?? null, sort };
  const plan = {
    kind: "vaults.list",
    scope: cursorScope(whose.organizationId, whose.signerId, filter.search, filter.state, sort),
    positionOf: ({ orderKey, id }: VaultSummary) => [orderKey, id],
  };
  return await readPage(cursors, plan, input, async (after, count) => {
    const place = after === null ? null : { orderKey: String(after[0]), id: String(after[1]) };
    return await selectSummaries(db.sql, filter, place, count);
  });
}
