import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openFolder } from "./own-folder.ts";
import { startProgram } from "./program.ts";
import type { Stage } from "./stage.ts";

/** What lies between agent and relay. */
export interface Network {
  readonly roundTripMs?: number;
  /** In each direction. */
  readonly bytesPerSecond?: number;
  /** The kernel of the agent holds little of what the network has not taken. */
  readonly smallBuffers?: true;
}

/** What an agent dials, and what its process is told besides. */
export interface Stretch {
  readonly port: number;
  readonly env: Record<string, string>;
}

const smallBuffers = fileURLToPath(new URL("./programs/small-buffers.ts", import.meta.url));

/** Opens the way to a port: loopback alone, or such a stretch of network on it. */
export async function stretch(stage: Stage, port: number, network?: Network): Promise<Stretch> {
  if (network === undefined) return { port, env: {} };
  const { roundTripMs = 0, bytesPerSecond = 0 } = network;
  const args = [port, roundTripMs / 2, bytesPerSecond];
  if (!network.smallBuffers) {
    const shim = await startProgram(stage, "shim", "shim.ts", args);
    return { port: shim.port, env: {} };
  }
  const path = join(openFolder(stage.stack), "wire");
  await startProgram(stage, "shim", "shim.ts", [...args, path]);
  return { port, env: { NODE_OPTIONS: `--import=${smallBuffers}`, BENCH_WIRE: `${port}:${path}` } };
}
