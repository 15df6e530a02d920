import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

export const jsonTunnel: Contender = {
  name: "json-tunnel",
  async start(targetPort, stack) {
    const relay = await startProgram(stack, "relay", "json-relay.ts");
    const agent = await startProgram(stack, "agent", "json-agent.ts", [relay.port, targetPort]);
    const programs = [relay, agent];
    return { port: relay.port, host: "bench.localhost", headers: {}, programs };
  },
};
