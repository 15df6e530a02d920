import {
  type Json,
  printHash,
  type Roster,
  readCanonicalJson,
  VaultIntegrityError,
  type VaultVersion,
} from "@homeport/vaults/core";
import {
  mergeChange,
  patchChange,
  prepareChange,
  replaceChange,
  sealedChange,
  type VaultChange,
  writeBody,
} from "./change.ts";
import { VaultClientError } from "./error.ts";
import { versionOf } from "./pinned-version.ts";
import type { VaultPin, VaultPins } from "./pins.ts";
import { primitivesFor } from "./primitives.ts";
import { type Fields, readBytes, readFields, readText } from "./read-answer.ts";
import type { VaultStreamEvent } from "./read-events.ts";
import { syncVault } from "./sync.ts";
import type { Transport } from "./transport.ts";
import { watchVault } from "./watch.ts";

/** How a vault stands, as the server tells it. */
export interface VaultStatus {
  readonly name: string;
  readonly pausedReason: string | null;
  readonly isReleased: boolean;
  /** A change that waits for the vault's source. */
  readonly candidateId: string | null;
  /** What the source last showed while it waited. */
  readonly seen: Fields | null;
}

/** A step of a vault from one version to the next. */
export interface VaultMove {
  /** The one that it leads to. */
  readonly nonce: number;
  readonly prev: string;
  readonly next: string;
}

export interface ProposeOptions {
  readonly note?: string | undefined;
  readonly expiresInMs?: number | undefined;
}

interface VaultParts {
  readonly transport: Transport;
  readonly vaultId: string;
  readonly pins: VaultPins;
  readonly serverKey: string | null;
}

/**
 * One vault, followed and checked. What it shows was computed here from signed history; what it signs, it computed itself.
 * Once anything was not what was promised, it signs nothing more and keeps the last pin that held.
 */
export class Vault {
  readonly id: string;
  readonly #parts: VaultParts;
  #pin: VaultPin | null = null;
  #told: Fields = {};
  #broken: VaultIntegrityError | null = null;

  constructor(parts: VaultParts) {
    this.#parts = parts;
    this.id = parts.vaultId;
  }

  get head(): { readonly nonce: number; readonly commitment: string } {
    const { nonce, commitment } = this.#requirePin();
    return { nonce, commitment };
  }

  /** The state of a vault in mode json. Throws for a sealed one: see `stateBytes`. */
  get state(): Json {
    return readCanonicalJson(this.stateBytes);
  }

  /** Whether the server can read the state. */
  get isSealed(): boolean {
    return this.#requirePin().mode === "sealed";
  }

  get stateBytes(): Uint8Array {
    return this.#version.stateBytes;
  }

  get roster(): Roster {
    return this.#requirePin().roster;
  }

  get status(): VaultStatus {
    const { pausedReason, candidate, name } = this.#told;
    const waiting = candidate === null || candidate === undefined ? {} : readFields(candidate);
    return {
      name: typeof name === "string" ? name : "",
      pausedReason: typeof pausedReason === "string" ? pausedReason : null,
      isReleased: this.#requirePin().isReleased,
      candidateId: typeof waiting["id"] === "string" ? waiting["id"] : null,
      seen: waiting["lastObservation"] == null ? null : readFields(waiting["lastObservation"]),
    };
  }

  /** Follows the vault to where it is now. Throws VaultIntegrityError; then nothing is signed here any more. */
  async sync(signal?: AbortSignal): Promise<this> {
    this.#requireWhole();
    const { transport, vaultId, pins, serverKey } = this.#parts;
    try {
      const pin = this.#pin ?? (await pins.read(vaultId));
      const synced = await syncVault(transport, vaultId, pin, serverKey, signal);
      await pins.write(vaultId, synced.pin);
      this.#pin = synced.pin;
      this.#told = synced.vault;
      return this;
    } catch (error) {
      if (error instanceof VaultIntegrityError) this.#broken = error;
      throw error;
    }
  }

  /** Applies a JSON Patch. Needs a threshold of 1. */
  patch(operations: Json): Promise<this> {
    return this.change(patchChange(operations));
  }

  /** Applies a JSON Merge Patch; `rebase` makes it anew, at most three times, where the vault has moved on. */
  async merge(patch: Json, { rebase = false }: { rebase?: boolean } = {}): Promise<this> {
    for (let again = rebase ? 3 : 0; ; again -= 1) {
      try {
        return await this.change(mergeChange(patch));
      } catch (error) {
        const isStale = error instanceof VaultClientError && error.code === "DELTA_STALE_BASE";
        if (!isStale || again === 0) throw error;
        await this.sync();
      }
    }
  }

  /** Puts another state in place of this one; bytes for a sealed vault. */
  replace(state: Json | Uint8Array): Promise<this> {
    return this.change(state instanceof Uint8Array ? sealedChange(state) : replaceChange(state));
  }

  /** From where to where a change would lead, computed here: what a source has to show before it is history. */
  async preview(change: VaultChange): Promise<VaultMove> {
    const { next, prev } = prepareChange(await this.#primitives(), this.#version, change);
    const { nonce, commitment } = next;
    return { nonce, prev: printHash(prev), next: printHash(commitment) };
  }

  /** Submits any change, signed by this signer alone, and follows the vault to it. */
  async change(change: VaultChange): Promise<this> {
    const body = await this.#sign(change);
    const answer = await this.#post("/deltas", "session", body);
    await this.#expectWord(readFields(answer["acknowledgement"], "acknowledgement"));
    return this;
  }

  /** Opens a proposal: a change that waits for more signatures. Answers what the server shows of it. */
  async propose(change: VaultChange, options: ProposeOptions = {}): Promise<Fields> {
    const body = { ...(await this.#sign(change)), ...defined(options) };
    const answer = await this.#post("/proposals", "session", body);
    return await this.#settle(answer);
  }

  /** Signs a proposal, having computed here what it does; throws COMMITMENT if that is not what it says. */
  async sign(proposalId: string): Promise<Fields> {
    const { transport } = this.#parts;
    await this.sync();
    const proposal = await this.#get(`/proposals/${proposalId}`);
    if (readText(proposal, "base") !== this.head.commitment) throw outdated();
    const change = { kind: kindOf(proposal), payload: readBytes(proposal, "payloadBase64") };
    const prepared = prepareChange(await this.#primitives(), this.#version, change);
    const isSame =
      printHash(prepared.next.commitment) === readText(proposal, "next") &&
      printHash(prepared.digest) === `0x${proposalId}`;
    if (!isSame) throw new VaultIntegrityError("COMMITMENT", prepared.next.nonce);
    const signature = await transport.signer.sign(prepared.signingText);
    const body = { signerId: transport.signerId, signature };
    return await this.#settle(
      await this.#post(`/proposals/${proposalId}/signatures`, "session", body),
    );
  }

  /** Submits a proposal that has all its signatures. */
  async submit(proposalId: string): Promise<Fields> {
    return await this.#settle(await this.#post(`/proposals/${proposalId}/submit`, "signature", {}));
  }

  async retract(proposalId: string): Promise<Fields> {
    return await this.#post(`/proposals/${proposalId}/retract`, "signature", {});
  }

  async restore(proposalId: string): Promise<Fields> {
    return await this.#post(`/proposals/${proposalId}/restore`, "signature", {});
  }

  /** Asks to give up a change that waits for its source. */
  async abandon(deltaId: string): Promise<Fields> {
    return await this.#post(`/deltas/${deltaId}/abandon`, "signature", {});
  }

  /** Proposals, newest first, as the server shows them. */
  async proposals(
    query: { state?: string; cursor?: string; limit?: number } = {},
  ): Promise<Fields> {
    return await this.#get("/proposals", query);
  }

  /** All that was accepted, newest first, as the server shows it. */
  async timeline(query: { cursor?: string; limit?: number } = {}): Promise<Fields> {
    return await this.#get("/deltas", { ...query, view: "timeline" });
  }

  /** What happens to the vault until the signal aborts; `sync` then follows it there. */
  watch(options: { after?: number; signal: AbortSignal }): AsyncGenerator<VaultStreamEvent, void> {
    return watchVault(this.#parts.transport, this.id, options);
  }

  /** The whole history as lines of JSON; `verifyExport` reads them. */
  async export(signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { transport, vaultId } = this.#parts;
    const response = await transport.send({
      ...{ method: "GET", path: `/${vaultId}/export`, vaultId, by: "session", signal },
    });
    return response.body ?? new ReadableStream();
  }

  /** Computes and signs a change of the version that was followed last. */
  async #sign(change: VaultChange) {
    this.#requireWhole();
    const { transport } = this.#parts;
    const prepared = prepareChange(await this.#primitives(), this.#version, change);
    const signature = await transport.signer.sign(prepared.signingText);
    return writeBody(prepared, { signerId: transport.signerId, signature });
  }

  /** Follows the vault where an answer says that something was accepted. */
  async #settle(answer: Fields): Promise<Fields> {
    const word = answer["acknowledgement"];
    if (word !== undefined && word !== null) await this.#expectWord(readFields(word));
    return answer;
  }

  /** The word that was given has to be part of the chain. */
  async #expectWord(word: Fields): Promise<void> {
    const seq = word["seq"];
    await this.sync();
    if (typeof seq === "number" && this.#requirePin().seq < seq) {
      this.#broken = new VaultIntegrityError("ROLLBACK", seq);
      throw this.#broken;
    }
  }

  async #get(path: string, query: Record<string, string | number | undefined> = {}) {
    const { transport, vaultId } = this.#parts;
    return readFields(
      await transport.sendJson({
        ...{ method: "GET", path: `/${vaultId}${path}`, query, vaultId, by: "session" },
      }),
    );
  }

  async #post(path: string, by: "session" | "signature", body: unknown): Promise<Fields> {
    this.#requireWhole();
    const { transport, vaultId } = this.#parts;
    return readFields(
      await transport.sendJson({ method: "POST", path: `/${vaultId}${path}`, vaultId, by, body }),
    );
  }

  async #primitives() {
    return await primitivesFor(this.roster.signers.map(({ id }) => id));
  }

  get #version(): VaultVersion {
    return versionOf(this.id, this.#requirePin());
  }

  #requirePin(): VaultPin {
    if (this.#pin === null) throw new Error("The vault was not synced yet.");
    return this.#pin;
  }

  #requireWhole(): void {
    if (this.#broken !== null) throw this.#broken;
  }
}

function outdated(): VaultClientError {
  return new VaultClientError({
    ...{ code: "PROPOSAL_CLOSED", message: "The vault has moved on since this was proposed." },
    ...{ retryable: false, retryAfterMs: null, requestId: null, httpStatus: null, details: {} },
  });
}

function kindOf(proposal: Fields): VaultChange["kind"] {
  // What is no kind of this vault's mode is refused when it is applied.
  return readText(proposal, "kind") as VaultChange["kind"];
}

function defined(options: ProposeOptions): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
