import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

export const jsonTunnel: Contender = {
  name: "json-tunnel",
  async start(targetPort) {
    const relay = await startProgram("relay", "json-relay.ts");
    const agent = await startProgram("agent", "json-agent.ts", [relay.port, targetPort]);
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
