import { z } from "zod";
import type { VaultsDeps } from "../context.ts";
import { VaultsError } from "../errors.ts";
import { checkReader, signerOf, type VaultReader } from "../vault/reader.ts";
import { selectEventHead, selectEventHeads, selectEvents, type VaultEvent } from "./store.ts";

export const readEventsInput = z.object({
  vaultId: z.string().max(64),
  /** The newest event that is known already; 0 for none. */
  afterSeq: z.int().min(0),
  limit: z.int().min(1).max(500).default(256),
});

export interface VaultEvents {
  readonly events: readonly VaultEvent[];
  readonly headSeq: number;
  /** Some of what followed is not kept any more, or never was: whoever asks has to start again at the head. */
  readonly isGone: boolean;
}

/**
 * What happened to a vault after an event, in order. It asks nobody's right, since one read serves all who watch a vault:
 * see `requireReader`. Throws VAULT_NOT_FOUND.
 */
export async function readEvents(
  { db }: Pick<VaultsDeps, "db">,
  { vaultId, afterSeq, limit }: z.infer<typeof readEventsInput>,
): Promise<VaultEvents> {
  const headSeq = (await selectEventHeads(db.sql, [vaultId])).get(vaultId);
  if (headSeq === undefined) throw new VaultsError("VAULT_NOT_FOUND");
  const events = await selectEvents(db.sql, { vaultId, afterSeq, limit });
  const isWhole = events.every(({ seq }, at) => seq === afterSeq + 1 + at);
  const isGone = afterSeq > headSeq || !isWhole || (events.length === 0 && afterSeq < headSeq);
  return isGone
    ? { events: [], headSeq, isGone }
    : { events, headSeq: Math.max(headSeq, events.at(-1)?.seq ?? 0), isGone };
}

/** The newest event of each vault; for whoever watches many of them. */
export async function readEventHeads(
  { db }: Pick<VaultsDeps, "db">,
  vaultIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  return await selectEventHeads(db.sql, vaultIds);
}

/** The newest event of a vault, for who begins to watch it. Throws VAULT_NOT_FOUND, AUTH_STALE. */
export async function readEventHead(
  deps: Pick<VaultsDeps, "db" | "freshnessMs">,
  reader: VaultReader,
  { vaultId }: { readonly vaultId: string },
): Promise<number> {
  const found = await selectEventHead(deps.db.sql, vaultId, signerOf(reader));
  checkReader(deps, reader, found?.access ?? null);
  if (found === null) throw new VaultsError("VAULT_NOT_FOUND");
  return found.seq;
}
