import type { Mailer } from "./mailer.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

const maxWaiting = 100;

/** How one process sends mail. Both are null where the installation sends none. */
export interface Mail extends AsyncDisposable {
  /** For who waits to hear whether a message left. */
  readonly mailer: Mailer | null;
  /** For who must not hear it. */
  readonly outbox: Outbox | null;
}

/** Whatever is not sent is told to `onFailed`, once. */
export function createMail(mailer: Mailer | null, onFailed: (error: unknown) => void): Mail {
  const outbox = mailer === null ? null : createOutbox({ mailer, maxWaiting, onFailed });
  return {
    outbox,
    mailer:
      mailer === null
        ? null
        : {
            async send(message) {
              try {
                await mailer.send(message);
              } catch (error) {
                onFailed(error);
                throw error;
              }
            },
          },
    async [Symbol.asyncDispose]() {
      await outbox?.[Symbol.asyncDispose]();
    },
  };
}
