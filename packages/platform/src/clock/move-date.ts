/**
 * Moves what everything in this process reads as now, libraries included, as on a machine whose clock is wrong; until
 * disposed. Timers and monotonic time stay as they are. For tests alone: the stage is checked where the offset is read.
 */
export function moveDate(offsetMs: number): Disposable {
  const real = globalThis.Date;
  const now = () => real.now() + offsetMs;
  const moved: DateConstructor = new Proxy(real, {
    apply: () => new real(now()).toString(),
    construct(target, given, newTarget) {
      const made: unknown = Reflect.construct(
        target,
        given.length === 0 ? [now()] : given,
        newTarget === moved ? target : newTarget,
      );
      return Object(made);
    },
    get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
  });
  globalThis.Date = moved;
  return {
    [Symbol.dispose]() {
      globalThis.Date = real;
    },
  };
}
