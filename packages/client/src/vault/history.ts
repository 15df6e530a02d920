import {
  type ChainEnd,
  digestDelta,
  foldCreation,
  foldDelta,
  followChain,
  printHash,
  type Roster,
  type ServerKeyRing,
  type SignedAcknowledgement,
  startChain,
  toBase64Url,
  VaultIntegrityError,
  type VaultMode,
  type VaultVersion,
} from "@homeport/vaults/core";
import { pinnedHash, versionOf } from "./pinned-version.ts";
import type { PinnedAcknowledgement, VaultPin } from "./pins.ts";
import { primitivesFor } from "./primitives.ts";
import type { HistoryDelta } from "./read-records.ts";

/** How a vault began, as the server tells it; its creation's signature and commitment prove it. */
export interface VaultBeginning {
  readonly vaultId: string;
  readonly mode: VaultMode;
  readonly roster: Roster;
}

/**
 * One vault's history as far as it was followed: each acknowledgement chained to the one before and signed by a key that is
 * believed, each delta acknowledged, signed by the voters of the version before it, and leading where it says. Whatever
 * breaks throws VaultIntegrityError.
 */
export class VaultHistory {
  readonly vaultId: string;
  readonly #keys: ServerKeyRing;
  readonly #serverKey: string;
  readonly #open: Map<string, PinnedAcknowledgement>;
  #chain: ChainEnd;
  #version: VaultVersion | null;

  private constructor(
    from: { vaultId: string; serverKey: string; keys: ServerKeyRing },
    at: { chain: ChainEnd; version: VaultVersion | null; open: readonly PinnedAcknowledgement[] },
  ) {
    this.vaultId = from.vaultId;
    this.#keys = from.keys;
    this.#serverKey = from.serverKey;
    this.#chain = at.chain;
    this.#version = at.version;
    this.#open = new Map(at.open.map((one) => [one.digest, one]));
  }

  /** From before the creation. */
  static begin(vaultId: string, serverKey: Uint8Array, keys: ServerKeyRing): VaultHistory {
    const from = { vaultId, serverKey: toBase64Url(serverKey), keys };
    return new VaultHistory(from, { chain: startChain(vaultId), version: null, open: [] });
  }

  /** From where a pin was left. */
  static resume(vaultId: string, pin: VaultPin, keys: ServerKeyRing): VaultHistory {
    const chain = { vaultId, seq: pin.seq, hash: pinnedHash(pin.hash) };
    const from = { vaultId, serverKey: pin.serverKey, keys };
    return new VaultHistory(from, { chain, version: versionOf(vaultId, pin), open: pin.open });
  }

  get chain(): ChainEnd {
    return this.#chain;
  }

  /** Null before the creation was followed. */
  get version(): VaultVersion | null {
    return this.#version;
  }

  get nextNonce(): number {
    return this.#version === null ? 0 : this.#version.nonce + 1;
  }

  /** Follows the chain by one word of the server. */
  async followAcknowledgement(next: SignedAcknowledgement): Promise<void> {
    const primitives = await primitivesFor([]);
    this.#chain = followChain(primitives, this.#keys, this.#chain, next);
    const digest = printHash(next.digest);
    const { nonce } = next;
    const facts = { nonce, prev: printHash(next.prev), next: printHash(next.next), digest };
    if (nonce >= this.nextNonce) this.#open.set(digest, facts);
  }

  /** Takes the next delta of history; `beginning` is needed for the first. */
  async followDelta(delta: HistoryDelta, beginning: VaultBeginning): Promise<void> {
    const nonce = this.nextNonce;
    const roster = this.#version?.roster ?? beginning.roster;
    const primitives = await primitivesFor(roster.signers.map(({ id }) => id));
    const digest = printHash(digestDelta(primitives, { ...delta, vaultId: this.vaultId, nonce }));
    const word = this.#open.get(digest);
    const isAcknowledged =
      word !== undefined &&
      word.nonce === nonce &&
      word.prev === printHash(delta.prev) &&
      word.next === printHash(delta.next);
    if (delta.nonce !== nonce) throw new VaultIntegrityError("COMMITMENT", nonce);
    this.#version =
      this.#version === null
        ? foldCreation(primitives, beginning, delta)
        : foldDelta(primitives, this.#version, delta);
    if (!isAcknowledged) throw new VaultIntegrityError("ACK_CHAIN", nonce);
    for (const [key, { nonce: past }] of this.#open) if (past <= nonce) this.#open.delete(key);
  }

  /** What to keep of it. Only of a history that was followed at least through its creation. */
  toPin(): VaultPin {
    const version = this.#version;
    if (version === null) throw new Error("a vault without creation has nothing to pin");
    return {
      serverKey: this.#serverKey,
      ...{
        seq: this.#chain.seq,
        hash: printHash(this.#chain.hash),
        open: [...this.#open.values()],
      },
      ...{ mode: version.mode, nonce: version.nonce, commitment: printHash(version.commitment) },
      ...{ state: toBase64Url(version.stateBytes), roster: version.roster },
      isReleased: version.isReleased,
    };
  }
}
