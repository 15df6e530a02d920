import { z } from "zod";
import type { VaultsDeps } from "../context.ts";
import { VaultsError } from "../errors.ts";
import { checkReader, signerOf, type VaultReader } from "./reader.ts";
import { requireWhole } from "./require-whole.ts";
import { selectState, selectVault, type VaultStateView, type VaultView } from "./view-store.ts";

export const vaultIdInput = z.string().min(1).max(64);

export const getVaultInput = z.object({ vaultId: vaultIdInput });

type ReadDeps = Pick<VaultsDeps, "db" | "freshnessMs">;

/** A vault with its head, roster and what waits. Throws VAULT_NOT_FOUND, AUTH_STALE. */
export async function getVault(
  deps: ReadDeps,
  reader: VaultReader,
  { vaultId }: z.infer<typeof getVaultInput>,
): Promise<VaultView> {
  const found = await selectVault(deps.db.sql, vaultId, signerOf(reader));
  checkReader(deps, reader, found?.access ?? null);
  if (found === null) throw new VaultsError("VAULT_NOT_FOUND");
  return found.vault;
}

/** The state at a vault's head, as the bytes that are hashed. Throws VAULT_NOT_FOUND, AUTH_STALE, and for a damaged one. */
export async function readState(
  deps: ReadDeps & Pick<VaultsDeps, "primitives" | "events">,
  reader: VaultReader,
  { vaultId }: z.infer<typeof getVaultInput>,
): Promise<VaultStateView> {
  const found = await selectState(deps.db.sql, vaultId, signerOf(reader));
  checkReader(deps, reader, found?.access ?? null);
  if (found === null) throw new VaultsError("VAULT_NOT_FOUND");
  const { bytes, sha256 } = found.state;
  requireWhole(deps, vaultId, { bytes, sha256: Buffer.from(sha256.slice(2), "hex") });
  return found.state;
}
