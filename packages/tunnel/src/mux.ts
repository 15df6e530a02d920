import type { Mux, MuxOptions } from "./mux-api.ts";
export declare function createMux(options: MuxOptions): Mux;
