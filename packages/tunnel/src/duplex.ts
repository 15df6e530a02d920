import type { Duplex } from "node:stream";
import type { MuxStream } from "./stream-api.ts";
/** A node Duplex over a stream: back-pressure becomes credit, half-close is kept. */
export declare function streamDuplex(stream: MuxStream): Duplex;
