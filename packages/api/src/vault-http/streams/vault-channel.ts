import type { VaultEvent } from "@homeport/vaults";
import type { Subscriber } from "./subscriber.ts";
import { writeEvent } from "./write-event.ts";

export interface EventPage {
  readonly events: readonly VaultEvent[];
  readonly headSeq: number;
  /** Events after the asked one are not kept any more. */
  readonly isGone: boolean;
}

export type ReadEvents = (afterSeq: number, limit: number) => Promise<EventPage>;

export interface ChannelReader {
  readonly subscriber: Subscriber;
  /** The last event that was handed to it. */
  seq: number;
}

const pageSize = 100;

/**
 * The events of one vault to all of its readers in this process.
 *
 * A reader that begins in the past catches up alone, page by page, as fast as it reads. Once it is where the channel is, it
 * joins: from then on one read feeds it with all others. Joining and handing out happen without anything in between, and
 * each reader knows its last event, so there is neither gap nor repeat.
 */
export class VaultChannel {
  readonly #read: ReadEvents;
  readonly #onRosterChange: () => void;
  readonly #joined = new Set<ChannelReader>();
  readonly #catchingUp = new Set<ChannelReader>();
  /** Up to here every reader that has joined was fed. */
  #seq = 0;
  #isReading = false;
  #isAskedAgain = false;

  constructor(read: ReadEvents, onRosterChange: () => void) {
    this.#read = read;
    this.#onRosterChange = onRosterChange;
  }

  get isEmpty(): boolean {
    return this.#joined.size + this.#catchingUp.size === 0;
  }

  /** How far those who have joined were fed; null where nobody has. */
  get seq(): number | null {
    return this.#joined.size === 0 ? null : this.#seq;
  }

  leave(reader: ChannelReader): void {
    this.#joined.delete(reader);
    this.#catchingUp.delete(reader);
  }

  /** Settles when the reader has joined, or has gone. Rejects with what the store says. */
  async join(reader: ChannelReader): Promise<void> {
    this.#catchingUp.add(reader);
    // It begins where the others are: what comes next is handed to all of them.
    if (this.#joined.size > 0 && reader.seq === this.#seq && this.#admit(reader)) return;
    while (this.#catchingUp.has(reader)) {
      const page = await this.#read(reader.seq, pageSize);
      if (page.isGone || page.headSeq < reader.seq) this.#reset(reader, page.headSeq);
      else this.#catchUp(reader, page.events);
      if (page.events.length < pageSize && this.#admit(reader)) return;
      await reader.subscriber.whenRead();
    }
  }

  /** Who may read can have changed since the reader was let in; a past change is looked at for nothing. */
  #catchUp(reader: ChannelReader, events: readonly VaultEvent[]): void {
    for (const event of events) this.#hand(reader, event);
    if (events.some(({ type }) => type === "roster.changed")) this.#onRosterChange();
  }

  /** Reads what is new and hands it to all; a call during a read makes it look once more. */
  async advance(): Promise<void> {
    this.#isAskedAgain = true;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#isAskedAgain && this.#joined.size > 0) {
        this.#isAskedAgain = false;
        const { events } = await this.#read(this.#seq, pageSize);
        for (const event of events) this.#handToAll(event);
        if (events.length === pageSize) this.#isAskedAgain = true;
      }
    } finally {
      this.#isReading = false;
    }
  }

  /** False while the others are ahead of the reader. */
  #admit(reader: ChannelReader): boolean {
    if (this.#joined.size > 0 && reader.seq < this.#seq) return false;
    if (!this.#catchingUp.delete(reader)) return true;
    if (this.#joined.size === 0) this.#seq = reader.seq;
    this.#joined.add(reader);
    return true;
  }

  #handToAll(event: VaultEvent): void {
    if (event.seq <= this.#seq) return;
    this.#seq = event.seq;
    const part = partOf(event);
    for (const reader of this.#joined) this.#hand(reader, event, part);
    if (event.type === "roster.changed") this.#onRosterChange();
  }

  #hand(reader: ChannelReader, event: VaultEvent, part = partOf(event)): void {
    if (event.seq <= reader.seq) return;
    reader.seq = event.seq;
    reader.subscriber.push(part);
  }

  #reset(reader: ChannelReader, headSeq: number): void {
    reader.seq = headSeq;
    const data = { head: headSeq };
    reader.subscriber.push(writeEvent({ id: headSeq, type: "reset", data }));
  }
}

function partOf(event: VaultEvent): Uint8Array<ArrayBuffer> {
  return writeEvent({ id: event.seq, type: event.type, data: event });
}
