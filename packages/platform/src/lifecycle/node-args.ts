/**
 * What Node is told before a program that carries other people's bytes: relay and agent.
 *
 * The space for young objects ends at 3 × 4 MiB instead of growing to 192 MiB. Chunks of a body are
 * garbage as soon as they have left, and with a large young space hundreds of MiB of them lie about
 * before anybody looks. `--expose-gc` lets the tunnel ask for young collections as bytes pass, see
 * `createChunkCollector`.
 *
 * Everything is walked when the heap has grown to two and a half of what lived. V8 would choose for each process by how fast
 * it has seen it work: a relay under full load came to four times, 90 MiB of garbage, and an agent after its first rest to
 * so little that the chunks of a body alone, which count with the heap, had it walked thirty times a second.
 */
export const carrierNodeArgs: readonly string[] = [
  "--max-semi-space-size=4",
  "--expose-gc",
  "--heap-growing-percent=150",
];

/** The same for web, which receives files: collections as their bytes pass, and room for the objects of many pages. */
export const receiverNodeArgs: readonly string[] = ["--expose-gc"];

/**
 * The same for a worker, which waits for stores and decoders more than it computes: the space for young objects ends at
 * 3 × 16 MiB. Left to grow to 192 MiB it makes a worker that does small things all the time look as if it leaked.
 */
export const workerNodeArgs: readonly string[] = ["--max-semi-space-size=16"];
