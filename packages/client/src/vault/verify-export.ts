import {
  digestDelta,
  followServerKeys,
  fromBase64Url,
  type Hash,
  printHash,
  Refusal,
  type ServerKey,
  VaultIntegrityError,
} from "@homeport/vaults/core";
import { sha256 } from "@noble/hashes/sha2.js";
import { VaultClientError } from "./error.ts";
import { VaultHistory } from "./history.ts";
import { devicePrimitives } from "./primitives.ts";
import {
  type Fields,
  readCount,
  readFields,
  readHashField,
  readMode,
  readRosterFields,
  readText,
} from "./read-answer.ts";
import {
  type HistoryDelta,
  readAcknowledgement,
  readDelta,
  readServerKey,
} from "./read-records.ts";

/** What an export proves, once all of it holds. */
export interface VerifiedExport {
  readonly vaultId: string;
  readonly nonce: number;
  readonly commitment: string;
  readonly acknowledgements: number;
  /** The first key of the server, which all others follow from. */
  readonly serverKey: string;
}

/** The first line of an export that does not hold, and why. */
export class ExportInvalidError extends Error {
  readonly line: number;
  /** The code of the check that failed, or `LINE_INVALID` for what is no line of an export. */
  readonly check: string;

  constructor(line: number, check: string, cause: unknown) {
    super(`line ${line}: ${check}`, { cause });
    this.name = "ExportInvalidError";
    this.line = line;
    this.check = check;
  }
}

/** More than one line of an export can take: a payload at its ceiling, in base64, with fifty signatures. */
const maxLineChars = 2_000_000;

/**
 * Verifies an export without any server: keys, chain, signatures, commitments, and that it is whole. With `serverKey`
 * (base64url) the server has to be that one. Throws ExportInvalidError.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  { serverKey = null }: { readonly serverKey?: string | null } = {},
): Promise<VerifiedExport> {
  const reading = new ExportReading(serverKey);
  let number = 0;
  for await (const line of lines) {
    number += 1;
    try {
      await reading.take(line);
    } catch (error) {
      throw new ExportInvalidError(number, checkOf(error), error);
    }
  }
  if (reading.result === null) throw new ExportInvalidError(number + 1, "LINE_INVALID", null);
  return reading.result;
}

function checkOf(error: unknown): string {
  if (error instanceof VaultIntegrityError) return error.check;
  const isForm = error instanceof VaultClientError || error instanceof SyntaxError;
  if (isForm || error instanceof Refusal) return "LINE_INVALID";
  throw error;
}

/** Lines of text out of bytes; bounded, and the last one has to end as well. */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let waiting = "";
  for await (const part of bytes) {
    waiting += decoder.decode(part, { stream: true });
    const lines = waiting.split("\n");
    waiting = lines.pop() ?? "";
    if (waiting.length > maxLineChars) throw new ExportInvalidError(0, "LINE_INVALID", null);
    yield* lines;
  }
  if (waiting !== "") yield waiting;
}

/** Takes the lines in their order: vault, server keys, deltas, acknowledgements, end. */
class ExportReading {
  result: VerifiedExport | null = null;
  readonly #givenKey: string | null;
  readonly #hash = sha256.create();
  readonly #keys: ServerKey[] = [];
  readonly #deltas: HistoryDelta[] = [];
  #lines = 0;
  #vault: Fields | null = null;
  #history: VaultHistory | null = null;

  constructor(givenKey: string | null) {
    this.#givenKey = givenKey;
  }

  async take(line: string): Promise<void> {
    if (this.result !== null) throw new SyntaxError("a line after the end");
    const fields = readFields(JSON.parse(line));
    const row = readText(fields, "row");
    if (row === "end") {
      this.result = await this.#finish(fields);
      return;
    }
    await this.#takeRow(row, readFields(fields[row], row));
    this.#hash.update(new TextEncoder().encode(`${line}\n`));
    this.#lines += 1;
  }

  async #takeRow(row: string, record: Fields): Promise<void> {
    const isFirst = this.#vault === null;
    if (isFirst !== (row === "vault")) throw new SyntaxError("a line out of order");
    switch (row) {
      case "vault":
        this.#vault = record;
        return;
      case "serverKey":
        this.#keys.push(readServerKey(record));
        return;
      case "delta":
        this.#takeDelta(record);
        return;
      case "acknowledgement":
        await this.#open().followAcknowledgement(readAcknowledgement(record, this.#vaultId));
        return;
      default:
        throw new SyntaxError("an unknown line");
    }
  }

  /** Only history is folded; every other delta has at least to be what its digest says. */
  #takeDelta(record: Fields): void {
    const delta = readDelta(record);
    const digest = digestDelta(devicePrimitives, { ...delta, vaultId: this.#vaultId });
    if (!isSame(digest, readHashField(record, "digest"))) {
      throw new VaultIntegrityError("COMMITMENT", delta.nonce);
    }
    if (readText(record, "status") === "canonical") this.#deltas.push(delta);
  }

  get #vaultId(): string {
    return readText(this.#requireVault(), "id");
  }

  #requireVault(): Fields {
    if (this.#vault === null) throw new SyntaxError("no vault");
    return this.#vault;
  }

  #open(): VaultHistory {
    if (this.#history !== null) return this.#history;
    const first =
      this.#givenKey === null ? this.#keys[0]?.publicKey : fromBase64Url(this.#givenKey);
    if (first === undefined || first === null) throw new VaultIntegrityError("KEY_SUCCESSION", 0);
    const ring = followServerKeys(devicePrimitives, first, this.#keys);
    this.#history = VaultHistory.begin(this.#vaultId, first, ring);
    return this.#history;
  }

  async #finish(end: Fields): Promise<VerifiedExport> {
    const vault = this.#requireVault();
    const history = this.#open();
    const isWhole =
      readCount(end, "lines") === this.#lines &&
      isSame(readHashField(end, "sha256"), this.#hash.digest());
    if (!isWhole) throw new SyntaxError("not the lines that were written");
    const vaultId = this.#vaultId;
    const began = readFields(vault["createdWith"], "createdWith");
    const roster = readRosterFields(began, "createdWith");
    const beginning = { vaultId, mode: readMode(vault), roster };
    const headNonce = readCount(end, "headNonce");
    const sorted = this.#deltas.toSorted((left, right) => left.nonce - right.nonce);
    for (const delta of sorted) {
      if (delta.nonce <= headNonce) await history.followDelta(delta, beginning);
    }
    const { version, chain } = history;
    const head = readHashField(end, "headCommitment");
    if (version?.nonce !== headNonce || !isSame(version.commitment, head)) {
      throw new VaultIntegrityError("COMMITMENT", headNonce);
    }
    const last = readFields(vault["acknowledgement"], "acknowledgement");
    if (readCount(last, "seq") !== chain.seq || !isSame(readHashField(last, "hash"), chain.hash)) {
      throw new VaultIntegrityError("ACK_CHAIN", chain.seq);
    }
    const serverKey = history.toPin().serverKey;
    const commitment = printHash(version.commitment);
    return { vaultId, nonce: headNonce, commitment, acknowledgements: chain.seq, serverKey };
  }
}

function isSame(left: Hash, right: Hash): boolean {
  return printHash(left) === printHash(right);
}
