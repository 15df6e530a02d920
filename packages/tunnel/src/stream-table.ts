import { maxStreamId } from "./constants.ts";
import type { MuxRole } from "./mux-api.ts";
import type { StreamCore } from "./stream.ts";

/**
 * The streams of one tunnel by id. Ids of each side rise and are never reused, so two numbers tell
 * a closed stream from one that never was.
 */
export class StreamTable {
  readonly #streams = new Map<number, StreamCore>();
  readonly #ownParity: number;
  #nextOwnId: number;
  #highestPeerId = 0;
  #ownCount = 0;

  constructor(role: MuxRole, firstStreamId: number | null) {
    this.#ownParity = role === "relay" ? 1 : 0;
    this.#nextOwnId = firstStreamId ?? (role === "relay" ? 1 : 2);
  }

  get size(): number {
    return this.#streams.size;
  }

  get ownCount(): number {
    return this.#ownCount;
  }

  get peerCount(): number {
    return this.#streams.size - this.#ownCount;
  }

  get highestPeerId(): number {
    return this.#highestPeerId;
  }

  get(id: number): StreamCore | undefined {
    return this.#streams.get(id);
  }

  all(): StreamCore[] {
    return [...this.#streams.values()];
  }

  /** The next id for a stream opened here; null when none is left. */
  takeOwnId(): number | null {
    if (this.#nextOwnId > maxStreamId) return null;
    const id = this.#nextOwnId;
    this.#nextOwnId += 2;
    return id;
  }

  get exhausted(): boolean {
    return this.#nextOwnId > maxStreamId;
  }

  /** Notes an id that the peer opens; false when it is not the peer's to open, or not new. */
  takePeerId(id: number): boolean {
    if (id % 2 === this.#ownParity || id <= this.#highestPeerId || id > maxStreamId) return false;
    this.#highestPeerId = id;
    return true;
  }

  /** Whether this id was opened at any time. */
  wasOpened(id: number): boolean {
    return id % 2 === this.#ownParity ? id < this.#nextOwnId : id <= this.#highestPeerId;
  }

  add(stream: StreamCore): void {
    this.#streams.set(stream.id, stream);
    if (stream.openedHere) this.#ownCount += 1;
  }

  remove(stream: StreamCore): void {
    if (this.#streams.delete(stream.id) && stream.openedHere) this.#ownCount -= 1;
  }
}
