/** The wish that the process ends: by a signal, a vanished parent, or another agent. */
export interface Shutdown {
  /** Settles once, at the first wish. */
  readonly asked: Promise<void>;
  ask(): void;
}

export function createShutdown(): Shutdown {
  let settle: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { asked, ask: () => settle() };
}
