import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

export const plainProxy: Contender = {
  name: "plain-proxy",
  async start(targetPort, stack) {
    const proxy = await startProgram(stack, "proxy", "plain-proxy.ts", [targetPort]);
    const programs = [proxy];
    return { port: proxy.port, host: "bench.localhost", headers: {}, programs };
  },
};
