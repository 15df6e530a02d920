import type { SqlRunner } from "@homeport/db";
import { selectAcknowledgements } from "../acknowledgement/store.ts";
import {
  type ChainEnd,
  foldCreation,
  foldDelta,
  followChain,
  type Primitives,
  type ServerKeyRing,
  startChain,
  VaultIntegrityError,
  type VaultVersion,
  writeRosterText,
} from "../core/index.ts";
import type { IntegrityPart } from "../events.ts";
import { type ClaimedVault, selectClaims, selectHistory } from "./store.ts";

const rowsAtATime = 200;

/** What of a vault does not hold. */
export interface IntegrityFailure {
  readonly part: IntegrityPart;
  readonly detail: string;
}

/**
 * Folds a vault from its creation and compares what comes out with what is stored: state, commitments, chain and
 * signatures. Null where all of it holds. It believes nothing, and repairs nothing. `sql` has to show one moment.
 */
export async function verifyVault(
  primitives: Primitives,
  ring: ServerKeyRing,
  sql: SqlRunner,
  vaultId: string,
): Promise<IntegrityFailure | null> {
  return (
    (await holds("acknowledgements", () => checkChain(primitives, ring, sql, vaultId))) ??
    (await holds("deltas", () => checkHistory(primitives, sql, vaultId))) ??
    (await holds("state", () => checkState(primitives, sql, vaultId)))
  );
}

/** Runs a check, which says what is wrong, or throws because a row cannot be read or breaks a promise. */
async function holds(
  part: IntegrityPart,
  check: () => Promise<string | null>,
): Promise<IntegrityFailure | null> {
  try {
    const detail = await check();
    return detail === null ? null : { part, detail };
  } catch (error) {
    if (error instanceof VaultIntegrityError) {
      return { part, detail: `${error.check} at ${error.at}` };
    }
    if (error instanceof Error && error.name === "ZodError") {
      return { part, detail: "a row cannot be read" };
    }
    throw error;
  }
}

async function checkChain(
  primitives: Primitives,
  ring: ServerKeyRing,
  sql: SqlRunner,
  vaultId: string,
): Promise<string | null> {
  const { ackSeq, ackHash } = await selectClaims(sql, vaultId);
  let end: ChainEnd = startChain(vaultId);
  for (;;) {
    const page = { vaultId, afterSeq: end.seq, limit: rowsAtATime };
    const words = await selectAcknowledgements(sql, page);
    for (const word of words) end = followChain(primitives, ring, end, word);
    if (words.length < rowsAtATime) break;
  }
  const isThere = end.seq === ackSeq && Buffer.from(end.hash).equals(ackHash);
  return isThere ? null : "the chain ends elsewhere than the vault says";
}

async function checkHistory(
  primitives: Primitives,
  sql: SqlRunner,
  vaultId: string,
): Promise<string | null> {
  const claimed = await selectClaims(sql, vaultId);
  const head = await fold(primitives, sql, claimed);
  if (head === null) return "there is no creation";
  const isThere =
    head.nonce === claimed.headNonce &&
    Buffer.from(head.commitment).equals(claimed.headCommitment) &&
    Buffer.from(head.stateBytes).equals(claimed.stateBytes) &&
    writeRosterText(head.roster) === writeRosterText(claimed.roster);
  return isThere ? null : "history leads elsewhere than the vault says";
}

async function fold(
  primitives: Primitives,
  sql: SqlRunner,
  { vaultId, mode, createdWith: roster }: ClaimedVault,
): Promise<VaultVersion | null> {
  let head: VaultVersion | null = null;
  for (;;) {
    const page = { vaultId, afterNonce: head?.nonce ?? -1, limit: rowsAtATime };
    const deltas = await selectHistory(sql, page);
    for (const delta of deltas) {
      head =
        head === null
          ? foldCreation(primitives, { vaultId, mode, roster }, delta)
          : foldDelta(primitives, head, delta);
    }
    if (deltas.length < rowsAtATime) return head;
  }
}

async function checkState(
  primitives: Primitives,
  sql: SqlRunner,
  vaultId: string,
): Promise<string | null> {
  const claimed = await selectClaims(sql, vaultId);
  if (claimed.stateNonce !== claimed.headNonce) return "the state is of another nonce";
  const hash = primitives.sha256(claimed.stateBytes);
  return Buffer.from(hash).equals(claimed.stateSha256) ? null : "the state's hash is another";
}
