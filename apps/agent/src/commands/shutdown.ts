/** What signals, a vanished parent or another agent ask of this process. */
export interface Shutdown {
  /** Settles once, at the first wish that the process ends. */
  readonly asked: Promise<void>;
  ask(): void;
  /** Names what reads the configuration again on SIGHUP; without it SIGHUP ends the process. */
  onReload(reload: () => void): void;
  /** Answers whether somebody took the wish. */
  reload(): boolean;
}

export function createShutdown(): Shutdown {
  const { promise, resolve } = Promise.withResolvers<void>();
  let reload: (() => void) | null = null;
  return {
    asked: promise,
    ask: () => resolve(),
    onReload: (taken) => {
      reload = taken;
    },
    reload() {
      reload?.();
      return reload !== null;
    },
  };
}
