import {
  followServerKeys,
  fromBase64Url,
  type Hash,
  printHash,
  type Roster,
  type ServerKey,
  VaultIntegrityError,
} from "@homeport/vaults/core";
import { invalidAnswer } from "./error.ts";
import { VaultHistory } from "./history.ts";
import type { VaultPin } from "./pins.ts";
import { devicePrimitives } from "./primitives.ts";
import {
  type Fields,
  readCount,
  readFields,
  readHashField,
  readList,
  readMode,
  readRosterFields,
} from "./read-answer.ts";
import { readAcknowledgement, readDelta, readServerKey } from "./read-records.ts";
import type { Transport } from "./transport.ts";

const pageSize = 500;

/** Where the server says that a vault is. */
interface Told {
  readonly seq: number;
  readonly hash: Hash;
  readonly nonce: number;
  readonly commitment: Hash;
}

/**
 * Follows a vault from a pin, or from its creation, to where the server says that it is, and answers the new pin. Throws
 * VaultIntegrityError where anything on the way is not what was promised; the old pin then stays the one to believe.
 */
export async function syncVault(
  transport: Transport,
  vaultId: string,
  pin: VaultPin | null,
  givenKey: string | null,
  signal?: AbortSignal,
): Promise<{ readonly pin: VaultPin; readonly vault: Fields }> {
  const get = async (path: string, query: Record<string, string | number | undefined> = {}) =>
    readFields(
      await transport.sendJson({
        ...{ method: "GET", path: `/${vaultId}${path}`, query, vaultId, by: "session", signal },
      }),
    );
  const vault = await get("");
  const keys = await readKeys(transport, signal);
  const history = openHistory(vaultId, pin, givenKey, keys);
  const told = readTold(vault);
  if (pin !== null) checkNoRollback(pin, told);
  await followAcknowledgements(history, told, get);
  await followDeltas(history, told, vault, get);
  return { pin: history.toPin(), vault };
}

type Get = (path: string, query?: Record<string, string | number | undefined>) => Promise<Fields>;

async function readKeys(transport: Transport, signal?: AbortSignal): Promise<ServerKey[]> {
  const answer = await transport.sendJson({
    ...{ method: "GET", path: "/server-keys", by: "nobody", signal },
  });
  return readList(readFields(answer), "keys", readServerKey);
}

/** Believes the pinned key, else the given one, else the first that the server has ever had. */
function openHistory(
  vaultId: string,
  pin: VaultPin | null,
  givenKey: string | null,
  keys: readonly ServerKey[],
): VaultHistory {
  const trusted = pin?.serverKey ?? givenKey;
  const key = trusted === null ? keys[0]?.publicKey : fromBase64Url(trusted);
  if (key === undefined || key === null) throw new VaultIntegrityError("KEY_SUCCESSION", 0);
  const ring = followServerKeys(devicePrimitives, key, keys);
  return pin === null
    ? VaultHistory.begin(vaultId, key, ring)
    : VaultHistory.resume(vaultId, pin, ring);
}

function readTold(vault: Fields): Told {
  const acknowledgement = readFields(vault["acknowledgement"], "acknowledgement");
  const head = readFields(vault["head"], "head");
  return {
    seq: readCount(acknowledgement, "seq"),
    hash: readHashField(acknowledgement, "hash"),
    nonce: readCount(head, "nonce"),
    commitment: readHashField(head, "commitment"),
  };
}

function checkNoRollback(pin: VaultPin, told: Told): void {
  if (told.seq < pin.seq) throw new VaultIntegrityError("ROLLBACK", told.seq);
  if (told.nonce < pin.nonce) throw new VaultIntegrityError("ROLLBACK", told.nonce);
}

/** What was accepted meanwhile may follow the told end; nothing may be missing before it. */
async function followAcknowledgements(history: VaultHistory, told: Told, get: Get): Promise<void> {
  if (history.chain.seq === told.seq) checkTold(history, told);
  while (history.chain.seq < told.seq) {
    const after = history.chain.seq;
    const answer = await get("/acknowledgements", { after, limit: pageSize });
    const page = readList(answer, "items", (one) => readAcknowledgement(one, history.vaultId));
    if (page.length === 0) throw new VaultIntegrityError("ACK_CHAIN", after + 1);
    for (const next of page) {
      await history.followAcknowledgement(next);
      if (history.chain.seq === told.seq) checkTold(history, told);
    }
  }
}

function checkTold(history: VaultHistory, told: Told): void {
  if (printHash(history.chain.hash) === printHash(told.hash)) return;
  throw new VaultIntegrityError("ACK_CHAIN", told.seq);
}

async function followDeltas(
  history: VaultHistory,
  told: Told,
  vault: Fields,
  get: Get,
): Promise<void> {
  const beginning = { vaultId: history.vaultId, mode: readMode(vault), roster: rosterOf(vault) };
  while (history.nextNonce <= told.nonce) {
    const at = history.nextNonce;
    const query = { afterNonce: at === 0 ? undefined : at - 1, limit: pageSize };
    const page = readList(await get("/deltas", query), "items", readDelta);
    if (page.length === 0) throw new VaultIntegrityError("COMMITMENT", at);
    for (const delta of page) {
      if (history.nextNonce > told.nonce) break;
      await history.followDelta(delta, beginning);
    }
  }
  const { version } = history;
  if (version === null || printHash(version.commitment) !== printHash(told.commitment)) {
    throw new VaultIntegrityError("COMMITMENT", told.nonce);
  }
}

/** With which roster the vault began: the one that its creation's commitment holds. */
function rosterOf(vault: Fields): Roster {
  const began = vault["createdWith"];
  if (began === null || began === undefined) throw invalidAnswer("createdWith");
  return readRosterFields(readFields(began, "createdWith"), "createdWith");
}
