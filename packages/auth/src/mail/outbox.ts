import type { Mailer, Message } from "./mailer.ts";

export interface Outbox extends AsyncDisposable {
  /**
   * Has a message written and sent in its turn, and answers at once: so nobody learns from how long an answer takes
   * whether anything was sent. Null is nothing to send.
   */
  post(write: () => Promise<Message | null>): void;
}

export interface OutboxOptions {
  readonly mailer: Mailer;
  readonly maxWaiting: number;
  /** A message that could not be written or sent, or that found the outbox full; it is gone. */
  readonly onFailed: (error: unknown) => void;
}

/** Messages that wait to be sent, one after the other. Disposing it waits for those. */
export function createOutbox({ mailer, maxWaiting, onFailed }: OutboxOptions): Outbox {
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  async function sendNext(write: () => Promise<Message | null>): Promise<void> {
    try {
      const message = await write();
      if (message !== null) await mailer.send(message);
    } catch (error) {
      onFailed(error);
    } finally {
      waiting -= 1;
    }
  }

  return {
    post(write) {
      if (waiting >= maxWaiting) {
        onFailed(new Error("Too many messages wait to be sent"));
        return;
      }
      waiting += 1;
      last = last.then(() => sendNext(write));
    },
    [Symbol.asyncDispose]: () => last,
  };
}
