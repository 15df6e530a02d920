import { setTimeout as pause } from "node:timers/promises";

/** Somebody who listens to an event stream of the console, and comes back when it ends. */
export interface Listening {
  readonly isAlive: boolean;
  /** How often it ended with the word to come again. */
  readonly told: number;
  /** Ends without that word, and answers that refuse without saying when to come again. */
  readonly failures: readonly string[];
  stop(): void;
}

export interface ListeningPlan {
  readonly url: string;
  /** By which the console knows who listens. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the last words of a stream that ends well look like. */
  readonly parting: RegExp;
}

const keptChars = 4_096;
/** What the streams' last words ask for. */
const againAfterMs = 100;

/** Begins at once. */
export function keepListening(plan: ListeningPlan): Listening {
  const stopping = new AbortController();
  const failures: string[] = [];
  let isAlive = false;
  let told = 0;

  async function listenOnce(): Promise<void> {
    const answer = await fetch(plan.url, {
      headers: { ...plan.headers, accept: "text/event-stream" },
      signal: stopping.signal,
    });
    if (answer.status !== 200 || answer.body === null) {
      const isInvited = answer.status === 503 && answer.headers.has("retry-after");
      if (isInvited) told += 1;
      else failures.push(`${answer.status} ${await answer.text()}`);
      return;
    }
    const decoder = new TextDecoder();
    let lastWords = "";
    try {
      for await (const part of answer.body) {
        isAlive = true;
        lastWords = (lastWords + decoder.decode(part, { stream: true })).slice(-keptChars);
      }
    } finally {
      isAlive = false;
    }
    if (plan.parting.test(lastWords)) told += 1;
    else failures.push(`ended with ${JSON.stringify(lastWords.slice(-200))}`);
  }

  async function listen(): Promise<void> {
    while (!stopping.signal.aborted) {
      await listenOnce().catch((error: Error) => {
        if (!stopping.signal.aborted) failures.push(`${error.message} ${String(error.cause)}`);
      });
      await pause(againAfterMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  void listen();
  return {
    get isAlive() {
      return isAlive;
    },
    get told() {
      return told;
    },
    failures,
    stop: () => stopping.abort(),
  };
}
