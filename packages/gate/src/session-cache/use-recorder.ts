import type { Clock } from "@homeport/platform";

/** Collects which sessions were used and writes them in one statement, never one a request. */
export interface UseRecorder extends AsyncDisposable {
  /** `appSessionId` is null for the console itself. */
  note(sessionId: string, appSessionId: string | null): void;
}

export interface UseRecorderOptions {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly maxSessions: number;
  readonly write: (
    sessionIds: readonly string[],
    appSessionIds: readonly string[],
  ) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export function createUseRecorder(options: UseRecorderOptions): UseRecorder {
  let sessionIds = new Set<string>();
  let appSessionIds = new Set<string>();
  let closed = false;
  let timer = schedule();

  function schedule() {
    return options.clock
      .after(options.everyMs, () => {
        void flush().finally(() => {
          if (!closed) timer = schedule();
        });
      })
      .unref();
  }

  async function flush(): Promise<void> {
    if (sessionIds.size === 0) return;
    const [sessions, appSessions] = [[...sessionIds], [...appSessionIds]];
    sessionIds = new Set();
    appSessionIds = new Set();
    try {
      await options.write(sessions, appSessions);
    } catch (error) {
      // A visit that is not noted costs a minute of "last seen", never a request.
      options.onError(error);
    }
  }

  return {
    note(sessionId, appSessionId) {
      if (sessionIds.size >= options.maxSessions) return;
      sessionIds.add(sessionId);
      if (appSessionId !== null) appSessionIds.add(appSessionId);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      timer.cancel();
      await flush();
    },
  };
}
