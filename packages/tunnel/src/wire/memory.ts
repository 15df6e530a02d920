import type { Wire } from "./wire.ts";
export interface MemoryWireOptions {
  /** Bytes carried a turn, each way. */
  bytesPerTurn?: number;
}
export declare function memoryWirePair(options?: MemoryWireOptions): [Wire, Wire];
