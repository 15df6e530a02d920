/**
 * What Node is told before a program that carries other people's bytes: relay and agent.
 *
 * The space for young objects ends at 3 × 4 MiB instead of growing to 192 MiB. Chunks of a body are
 * garbage as soon as they have left, and with a large young space hundreds of MiB of them lie about
 * before anybody looks: a relay before which one visitor stops reading grew by 80 MiB, and grows by 5 to 59.
 * `--expose-gc` lets the tunnel ask for young collections as bytes pass, see `createChunkCollector`.
 */
export const carrierNodeArgs: readonly string[] = ["--max-semi-space-size=4", "--expose-gc"];

/** The same for web, which receives files: collections as their bytes pass, and room for the objects of many pages. */
export const receiverNodeArgs: readonly string[] = ["--expose-gc"];
