import { contender } from "../contender.ts";
import { startProgram } from "../program.ts";
import type { Site } from "../site.ts";

export function dialBack({ stage, targetPort }: Site) {
  return contender("dial-back", async () => {
    const relay = await startProgram(stage, "relay", "dial-back-relay.ts");
    const args = [relay.port, targetPort];
    const agent = await startProgram(stage, "agent", "dial-back-agent.ts", args);
    const programs = [relay, agent];
    return { port: relay.port, host: "bench.localhost", headers: {}, programs };
  });
}
