import type { Contender } from "../contender.ts";
import { startProgram } from "../program.ts";

export const plainProxy: Contender = {
  name: "plain-proxy",
  async start(targetPort) {
    const proxy = await startProgram("proxy", "plain-proxy.ts", [targetPort]);
    return {
      port: proxy.port,
      host: "bench.localhost",
      headers: {},
      programs: [proxy],
      stop: () => proxy.stop(),
    };
  },
};
