/** As much as this of chunks that have left lies about before they are looked for. */
const everyBytes = 16 * 1024 * 1024;

/** Collects young garbage at once; null where the process was not started with `--expose-gc`. */
export function youngCollection(): (() => void) | null {
  const { gc } = globalThis;
  return gc === undefined ? null : () => gc({ type: "minor" });
}

/**
 * Counts bytes that pass, and has what they came in collected once for every 16 MiB.
 *
 * A chunk is 64 KiB outside of V8's heap behind an object of a hundred bytes inside. V8 watches the heap: it sees
 * little to do until 64 MiB lie outside, and then walks all that lives. A young collection finds the same chunks in
 * about a millisecond, so that bodies cost whoever carries or receives them no walks, and their memory does not depend on
 * when V8 looks.
 *
 * @param collect what collects; null leaves it to V8
 */
export function createChunkCollector(collect: (() => void) | null): (byteCount: number) => void {
  if (collect === null) return () => undefined;
  let passedBytes = 0;
  return (byteCount) => {
    passedBytes += byteCount;
    if (passedBytes < everyBytes) return;
    passedBytes = 0;
    // What arrived in this turn of the event loop has left by then.
    setImmediate(collect);
  };
}
