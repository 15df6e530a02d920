import type { Subscriber } from "./subscriber.ts";
import { writeEvent } from "./write-event.ts";

/** Which vaults of an organization changed last, newest first; `cursor` leads on. */
export type ReadHeads = (cursor: string | undefined) => Promise<{
  readonly items: readonly { readonly id: string; readonly eventSeq: number }[];
  readonly nextCursor: string | null;
}>;

/** So many pages of changes at once; whoever missed more fetches the list anew when it comes back. */
const maxPages = 10;

/** Hints that vaults of one organization have moved; what happened is asked for by those who want to know. */
export class OrganizationChannel {
  readonly #read: ReadHeads;
  readonly #readers = new Set<Subscriber>();
  readonly #seqs = new Map<string, number>();
  #isReading = false;
  #hasBegun = false;

  constructor(read: ReadHeads) {
    this.#read = read;
  }

  get isEmpty(): boolean {
    return this.#readers.size === 0;
  }

  has(vaultId: string): boolean {
    return this.#seqs.has(vaultId);
  }

  join(subscriber: Subscriber): void {
    this.#readers.add(subscriber);
  }

  leave(subscriber: Subscriber): void {
    this.#readers.delete(subscriber);
  }

  /** Hints at all that changed since the last time; the first time only learns where everything is. */
  async advance(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      let cursor: string | undefined;
      for (let page = 0; page < maxPages; page += 1) {
        const { items, nextCursor } = await this.#read(cursor);
        const changed = items.filter(({ id, eventSeq }) => this.#seqs.get(id) !== eventSeq);
        for (const { id, eventSeq } of changed) this.#hint(id, eventSeq);
        // They come newest first: behind one that did not change nothing has.
        if (changed.length < items.length || nextCursor === null) break;
        cursor = nextCursor;
      }
      this.#hasBegun = true;
    } finally {
      this.#isReading = false;
    }
  }

  #hint(vaultId: string, seq: number): void {
    this.#seqs.set(vaultId, seq);
    if (!this.#hasBegun) return;
    const part = writeEvent({ type: "vault", data: { vaultId, seq } });
    for (const subscriber of this.#readers) subscriber.push(part);
  }
}
