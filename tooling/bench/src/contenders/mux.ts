import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

/** The bare tunnel on one carrier. */
export function muxContender(wire: "raw" | "websocket"): Contender {
  return {
    name: `mux-${wire}`,
    async start(targetPort, stage) {
      const relay = await startProgram(stage, "relay", "mux-relay.ts");
      const agent = await startProgram(stage, "agent", "mux-agent.ts", [
        relay.port,
        targetPort,
        wire,
      ]);
      const programs = [relay, agent];
      return { port: relay.port, host: "bench.localhost", headers: {}, programs };
    },
  };
}
