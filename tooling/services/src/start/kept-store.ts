import { setTimeout as sleep } from "node:timers/promises";
import type { RunningStore } from "../stores/postgres.ts";

/** A store that outlives its process: once watched, it is started again when it ends by itself. */
export type KeptStore = {
  current(): RunningStore;
  watch(onChange: (line: string) => void): void;
  stop(): Promise<void>;
};

const retryEveryMs = 1_000;

/**
 * Opens a store and keeps it. `open` is called again after each end, every second until it succeeds, and
 * must give the same address each time: everybody who uses the store goes on with the one they know.
 * Rejects with what `open` throws the first time; later failures are told to `onChange`.
 */
export async function keepStore(open: () => Promise<RunningStore>): Promise<KeptStore> {
  let store = await open();
  let opening: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const { signal } = stopping;

  async function keepAlive(onChange: (line: string) => void): Promise<void> {
    while (!signal.aborted) {
      const { code, signal: by } = await store.exited;
      if (signal.aborted) return;
      const how = by ? `was ended by ${by}` : `exited with code ${code}`;
      onChange(`${store.name} ${how}; starting it again`);
      opening = openAgain(onChange);
      await opening;
    }
  }

  async function openAgain(onChange: (line: string) => void): Promise<void> {
    // Nothing is left to end, but the keeper must not go on with a number that becomes a stranger's.
    await store.stop();
    while (!signal.aborted) {
      try {
        store = await open();
        onChange(`${store.name} is back as process ${store.pid}`);
        return;
      } catch (error) {
        const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n");
        onChange(`${store.name} is not back yet: ${reason} (${store.logFile})`);
        await sleep(retryEveryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  return {
    current: () => store,
    watch: (onChange) => void keepAlive(onChange),
    async stop() {
      stopping.abort();
      await opening;
      await store.stop();
    },
  };
}
