import type { z } from "zod";
import { selectAcknowledgements } from "../acknowledgement/store.ts";
import { type AcknowledgementView, printAcknowledgement } from "../acknowledgement/view.ts";
import type { VaultsDeps } from "../context.ts";
import { type DeltaView, selectAccepted } from "../delta/view-store.ts";
import { listServerKeys, type ServerKeyView } from "../server-key/list-server-keys.ts";
import { getVault, type getVaultInput } from "../vault/get-vault.ts";
import type { VaultReader } from "../vault/reader.ts";
import type { VaultView } from "../vault/view-store.ts";

/** One line of an export. `end` is where it led: to the newest acknowledgement when it began. */
export type ExportRow =
  | { readonly row: "vault"; readonly vault: VaultView }
  | { readonly row: "serverKey"; readonly serverKey: ServerKeyView }
  | { readonly row: "delta"; readonly delta: DeltaView }
  | { readonly row: "acknowledgement"; readonly acknowledgement: AcknowledgementView }
  | { readonly row: "end"; readonly headNonce: number; readonly headCommitment: string };

const rowsAtATime = 100;

/**
 * All that anybody needs to verify a vault without trusting its server, in bounded memory: up to the acknowledgement that
 * was the newest when it began. Throws VAULT_NOT_FOUND, AUTH_STALE before its first row.
 */
export async function* exportVault(
  deps: Pick<VaultsDeps, "db" | "freshnessMs">,
  reader: VaultReader,
  { vaultId }: z.infer<typeof getVaultInput>,
): AsyncGenerator<ExportRow, void> {
  const vault = await getVault(deps, reader, { vaultId });
  const upTo = vault.acknowledgement.seq;
  yield { row: "vault", vault };
  for (const serverKey of await listServerKeys(deps)) yield { row: "serverKey", serverKey };
  const { sql } = deps.db;
  const range = { vaultId, upTo, limit: rowsAtATime };
  for (let afterSeq = 0; afterSeq < upTo; ) {
    const deltas = await selectAccepted(sql, { ...range, afterSeq });
    for (const delta of deltas) yield { row: "delta", delta };
    const last = deltas.at(-1);
    if (last === undefined) break;
    afterSeq = last.ackSeq;
  }
  for (let afterSeq = 0; afterSeq < upTo; ) {
    const words = await selectAcknowledgements(sql, { ...range, afterSeq });
    for (const word of words) {
      yield { row: "acknowledgement", acknowledgement: printAcknowledgement(word) };
    }
    const last = words.at(-1);
    if (last === undefined) break;
    afterSeq = last.seq;
  }
  const { nonce: headNonce, commitment: headCommitment } = vault.head;
  yield { row: "end", headNonce, headCommitment };
}
