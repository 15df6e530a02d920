import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

export const plainProxy: Contender = {
  name: "plain-proxy",
  async start(targetPort, stage) {
    const proxy = await startProgram(stage, "proxy", "plain-proxy.ts", [targetPort]);
    const programs = [proxy];
    return { port: proxy.port, host: "bench.localhost", headers: {}, programs };
  },
};
