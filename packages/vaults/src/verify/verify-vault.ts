import type { SqlRunner } from "@homeport/db";
import { selectAcknowledgements } from "../acknowledgement/store.ts";
import {
  type ChainEnd,
  foldCreation,
  foldDelta,
  followChain,
  hashState,
  type Primitives,
  type ServerKeyRing,
  startChain,
  VaultIntegrityError,
  type VaultVersion,
  writeRosterText,
} from "../core/index.ts";
import type { IntegrityPart } from "../events.ts";
import { type ClaimedVault, selectClaims, selectHistory } from "./store.ts";
import type { Turns } from "./turns.ts";

const wordsAtATime = 200;
/** Few enough for the largest states: a page of those is folded long before the store ends an idle transaction. */
const deltasAtATime = 20;

/** By what a vault is judged, and where its rows come from: `sql` has to show one moment. */
export interface Verification {
  readonly primitives: Primitives;
  /** The keys that acknowledge, or why they cannot be followed from the first one. */
  readonly ring: ServerKeyRing | VaultIntegrityError;
  readonly sql: SqlRunner;
  readonly turns: Turns;
}

/** What of a vault does not hold. */
export interface IntegrityFailure {
  readonly part: IntegrityPart;
  readonly detail: string;
}

/**
 * Folds a vault from its creation and compares what comes out with what is stored: state, commitments, chain and
 * signatures. Null where all of it holds. It believes nothing, and repairs nothing.
 */
export async function verifyVault(
  by: Verification,
  vaultId: string,
): Promise<IntegrityFailure | null> {
  const acknowledgements = () => holds("acknowledgements", () => checkChain(by, vaultId));
  const itself = async () =>
    (await holds("deltas", () => checkHistory(by, vaultId))) ??
    (await holds("state", () => checkState(by, vaultId)));
  // Where the keys do not hold every vault's acknowledgements fail: what else is wrong with this one comes first.
  return by.ring instanceof VaultIntegrityError
    ? ((await itself()) ?? (await acknowledgements()))
    : ((await acknowledgements()) ?? (await itself()));
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
  { primitives, ring, sql, turns }: Verification,
  vaultId: string,
): Promise<string | null> {
  if (ring instanceof VaultIntegrityError) throw ring;
  const { ackSeq, ackHash } = await selectClaims(sql, vaultId);
  let end: ChainEnd = startChain(vaultId);
  for (;;) {
    const page = { vaultId, afterSeq: end.seq, limit: wordsAtATime };
    const words = await selectAcknowledgements(sql, page);
    for (const word of words) {
      end = followChain(primitives, ring, end, word);
      await turns.pass();
    }
    if (words.length < wordsAtATime) break;
  }
  const isThere = end.seq === ackSeq && Buffer.from(end.hash).equals(ackHash);
  return isThere ? null : "the chain ends elsewhere than the vault says";
}

async function checkHistory(by: Verification, vaultId: string): Promise<string | null> {
  const claimed = await selectClaims(by.sql, vaultId);
  const head = await fold(by, claimed);
  if (head === null) return "there is no creation";
  const isThere =
    head.nonce === claimed.headNonce &&
    Buffer.from(head.commitment).equals(claimed.headCommitment) &&
    Buffer.from(head.stateBytes).equals(claimed.stateBytes) &&
    writeRosterText(head.roster) === writeRosterText(claimed.roster);
  return isThere ? null : "history leads elsewhere than the vault says";
}

async function fold(
  { primitives, sql, turns }: Verification,
  { vaultId, mode, createdWith: roster }: ClaimedVault,
): Promise<VaultVersion | null> {
  let head: VaultVersion | null = null;
  for (;;) {
    const page = { vaultId, afterNonce: head?.nonce ?? -1, limit: deltasAtATime };
    const deltas = await selectHistory(sql, page);
    for (const delta of deltas) {
      head =
        head === null
          ? foldCreation(primitives, { vaultId, mode, roster }, delta)
          : foldDelta(primitives, head, delta);
      await turns.pass();
    }
    if (deltas.length < deltasAtATime) return head;
  }
}

async function checkState(
  { primitives, sql }: Verification,
  vaultId: string,
): Promise<string | null> {
  const claimed = await selectClaims(sql, vaultId);
  if (claimed.stateNonce !== claimed.headNonce) return "the state is of another nonce";
  const { stateSha256, rosterSha256 } = hashState(primitives, claimed);
  if (!Buffer.from(stateSha256).equals(claimed.stateSha256)) return "the state's hash is another";
  const isRoster = Buffer.from(rosterSha256).equals(claimed.rosterSha256);
  return isRoster ? null : "the roster's hash is another";
}
