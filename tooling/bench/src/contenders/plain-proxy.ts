import { contender } from "../contender.ts";
import { startProgram } from "../program.ts";
import type { Site } from "../site.ts";

export function plainProxy({ stage, targetPort }: Site) {
  return contender("plain-proxy", async () => {
    const proxy = await startProgram(stage, "proxy", "plain-proxy.ts", [targetPort]);
    return { port: proxy.port, host: "bench.localhost", headers: {}, programs: [proxy] };
  });
}
