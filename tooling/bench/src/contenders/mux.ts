import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

/** The bare tunnel on one carrier. */
export function muxContender(wire: "raw" | "websocket"): Contender {
  return {
    name: `mux-${wire}`,
    async start(targetPort) {
      const relay = await startProgram("relay", "mux-relay.ts");
      const agent = await startProgram("agent", "mux-agent.ts", [relay.port, targetPort, wire]);
      return {
        port: relay.port,
        host: "bench.localhost",
        headers: {},
        programs: [relay, agent],
        async stop() {
          await agent.stop();
          await relay.stop();
        },
      };
    },
  };
}
