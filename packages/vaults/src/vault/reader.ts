import type { SqlRunner } from "@homeport/db";
import type { VaultsContext, VaultsDeps } from "../context.ts";
import { requireFresh } from "../delta/require-fresh.ts";
import { VaultsError } from "../errors.ts";
import { selectAccess } from "./access-store.ts";

/**
 * Who reads: somebody of an organization, or a signer. That the signature or session is good has been seen to already; a
 * key session bears no time.
 */
export type VaultReader =
  | {
      readonly kind: "actor";
      readonly organizationId: string | undefined;
      readonly permissions: ReadonlySet<string>;
    }
  | { readonly kind: "signer"; readonly signerId: string; readonly timestampMs: number | null };

/** An actor as somebody who reads. */
export function readerOf({ organizationId, permissions }: VaultsContext): VaultReader {
  return { kind: "actor", organizationId, permissions };
}

/** What decides whether somebody may read a vault. */
export interface VaultAccess {
  readonly organizationId: string;
  readonly isSigner: boolean;
  readonly storeNowMs: number;
}

/** Whom `access` is asked for; nobody where an actor reads. */
export function signerOf(reader: VaultReader): string {
  return reader.kind === "signer" ? reader.signerId : "";
}

/**
 * Throws VAULT_NOT_FOUND for a vault that is not there or not theirs to see, and AUTH_STALE. A read takes no time, so the
 * same one may be sent twice.
 */
export function checkReader(
  deps: Pick<VaultsDeps, "freshnessMs">,
  reader: VaultReader,
  access: VaultAccess | null,
): void {
  if (access === null || !mayRead(reader, access)) throw new VaultsError("VAULT_NOT_FOUND");
  if (reader.kind === "actor") return;
  requireFresh(deps, reader, { storeNowMs: access.storeNowMs, lastMs: null });
}

function mayRead(reader: VaultReader, access: VaultAccess): boolean {
  if (reader.kind === "signer") return access.isSigner;
  return reader.permissions.has("vault.read") && reader.organizationId === access.organizationId;
}

/** Throws VAULT_NOT_FOUND and AUTH_STALE unless this reader may read the vault now. */
export async function requireReader(
  deps: Pick<VaultsDeps, "db" | "freshnessMs">,
  reader: VaultReader,
  vaultId: string,
  sql: SqlRunner = deps.db.sql,
): Promise<void> {
  checkReader(deps, reader, await selectAccess(sql, vaultId, signerOf(reader)));
}
