import { cursorScope, type Page, readPage } from "@homeport/platform";
import { z } from "zod";
import type { VaultsDeps } from "../context.ts";
import { vaultIdInput } from "../vault/get-vault.ts";
import { requireReader, type VaultReader } from "../vault/reader.ts";
import { selectAcknowledgements } from "./store.ts";
import { type AcknowledgementView, printAcknowledgement } from "./view.ts";

export const listAcknowledgementsInput = z.object({
  vaultId: vaultIdInput,
  /** Only those after this one. */
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).optional(),
  cursor: z.string().max(1024).optional(),
});

/** The server's words for a vault, in their order. Throws VAULT_NOT_FOUND, AUTH_STALE, CURSOR_INVALID. */
export async function listAcknowledgements(
  deps: Pick<VaultsDeps, "db" | "freshnessMs" | "cursors">,
  reader: VaultReader,
  { vaultId, after: afterSeq, ...page }: z.infer<typeof listAcknowledgementsInput>,
): Promise<Page<AcknowledgementView>> {
  await requireReader(deps, reader, vaultId);
  const plan = {
    kind: "vault.acknowledgements",
    scope: cursorScope(vaultId, afterSeq),
    positionOf: ({ seq }: AcknowledgementView) => [seq],
  };
  return await readPage(deps.cursors, plan, page, async (after, limit) => {
    const from = after === null ? afterSeq : Number(after[0]);
    const rows = await selectAcknowledgements(deps.db.sql, { vaultId, afterSeq: from, limit });
    return rows.map(printAcknowledgement);
  });
}
