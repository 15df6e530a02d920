import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

export const jsonTunnel: Contender = {
  name: "json-tunnel",
  async start(targetPort, stage) {
    const relay = await startProgram(stage, "relay", "json-relay.ts");
    const agent = await startProgram(stage, "agent", "json-agent.ts", [relay.port, targetPort]);
    const programs = [relay, agent];
    return { port: relay.port, host: "bench.localhost", headers: {}, programs };
  },
};
