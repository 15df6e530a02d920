import type { Clock } from "@homeport/platform";

/** What was used since the last time, each once. */
export interface Uses {
  readonly sessionIds: readonly string[];
  readonly appSessionIds: readonly string[];
  readonly keyIds: readonly string[];
}

/** Collects which sessions and keys were used and writes them in one statement, never one a request. */
export interface UseRecorder extends AsyncDisposable {
  /** `appSessionId` is null for the console itself. */
  note(sessionId: string, appSessionId: string | null): void;
  noteKey(keyId: string): void;
  /** A guest, behind whom no session stands. */
  noteGuest(appSessionId: string): void;
}

export interface UseRecorderOptions {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly maxSessions: number;
  readonly write: (uses: Uses) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export function createUseRecorder(options: UseRecorderOptions): UseRecorder {
  let sessionIds = new Set<string>();
  let appSessionIds = new Set<string>();
  let keyIds = new Set<string>();
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
    if (sessionIds.size + appSessionIds.size + keyIds.size === 0) return;
    const used = {
      sessionIds: [...sessionIds],
      appSessionIds: [...appSessionIds],
      keyIds: [...keyIds],
    };
    sessionIds = new Set();
    appSessionIds = new Set();
    keyIds = new Set();
    try {
      await options.write(used);
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
    noteGuest(appSessionId) {
      if (appSessionIds.size < options.maxSessions) appSessionIds.add(appSessionId);
    },
    noteKey(keyId) {
      if (keyIds.size < options.maxSessions) keyIds.add(keyId);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      timer.cancel();
      await flush();
    },
  };
}
