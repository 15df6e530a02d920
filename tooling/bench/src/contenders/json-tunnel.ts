import { contender } from "../contender.ts";
import { startProgram } from "../program.ts";
import type { Site } from "../site.ts";

export function jsonTunnel({ stage, targetPort }: Site, name = "json-tunnel") {
  return contender(name, async () => {
    const relay = await startProgram(stage, "relay", "json-relay.ts");
    const agent = await startProgram(stage, "agent", "json-agent.ts", [relay.port, targetPort]);
    const programs = [relay, agent];
    return { port: relay.port, host: "bench.localhost", headers: {}, programs };
  });
}
