import { cursorScope, type Page, readPage } from "@homeport/platform";
import { z } from "zod";
import { readAccepted } from "../acknowledgement/store.ts";
import { type AcknowledgementView, printAcknowledgement } from "../acknowledgement/view.ts";
import type { VaultsDeps } from "../context.ts";
import { VaultsError } from "../errors.ts";
import { vaultIdInput } from "../vault/get-vault.ts";
import { requireReader, type VaultReader } from "../vault/reader.ts";
import { type DeltaView, selectCanonical, selectDelta, selectTimeline } from "./view-store.ts";

export const listDeltasInput = z.object({
  vaultId: vaultIdInput,
  /** History in its order, or all that was accepted, the newest first. */
  view: z.enum(["canonical", "timeline"]).default("canonical"),
  /** Of history only what comes after this nonce. */
  afterNonce: z.int().min(0).optional(),
  limit: z.int().min(1).max(500).optional(),
  cursor: z.string().max(1024).optional(),
});

type ReadDeps = Pick<VaultsDeps, "db" | "freshnessMs" | "cursors">;

/** The deltas of a vault. Throws VAULT_NOT_FOUND, AUTH_STALE, CURSOR_INVALID. */
export async function listDeltas(
  deps: ReadDeps,
  reader: VaultReader,
  { vaultId, view, afterNonce = -1, ...page }: z.infer<typeof listDeltasInput>,
): Promise<Page<DeltaView>> {
  await requireReader(deps, reader, vaultId);
  const { sql } = deps.db;
  const scope = cursorScope(vaultId, afterNonce);
  if (view === "timeline") {
    const plan = {
      kind: "vault.timeline",
      ...{ scope, positionOf: ({ ackSeq }: DeltaView) => [ackSeq] },
    };
    return await readPage(deps.cursors, plan, page, (after, limit) => {
      const beforeSeq = after === null ? Number.MAX_SAFE_INTEGER : Number(after[0]);
      return selectTimeline(sql, { vaultId, beforeSeq, limit });
    });
  }
  const plan = { kind: "vault.deltas", scope, positionOf: ({ nonce }: DeltaView) => [nonce] };
  return await readPage(deps.cursors, plan, page, (after, limit) =>
    selectCanonical(sql, {
      ...{ vaultId, limit },
      afterNonce: after === null ? afterNonce : Number(after[0]),
    }),
  );
}

export const getDeltaInput = z.object({
  vaultId: vaultIdInput,
  deltaId: z.string().min(1).max(64),
});

/** A delta with the word that was given for it. */
export interface DeltaDetail extends DeltaView {
  readonly acknowledgement: AcknowledgementView;
}

/** One delta. Throws VAULT_NOT_FOUND, AUTH_STALE, DELTA_NOT_FOUND. */
export async function getDelta(
  deps: Pick<ReadDeps, "db" | "freshnessMs">,
  reader: VaultReader,
  { vaultId, deltaId }: z.infer<typeof getDeltaInput>,
): Promise<DeltaDetail> {
  await requireReader(deps, reader, vaultId);
  const delta = await selectDelta(deps.db.sql, vaultId, deltaId);
  if (delta === null) throw new VaultsError("DELTA_NOT_FOUND");
  const { acknowledgement } = await readAccepted(deps.db.sql, deltaId);
  return { ...delta, acknowledgement: printAcknowledgement(acknowledgement) };
}
