import autocannon from "autocannon";
import type { LoadTool } from "./load.ts";

/** The fallback: it runs in this process and costs more CPU itself than wrk does. */
export const cannon: LoadTool = {
  name: "autocannon",
  async run(plan) {
    const result = await autocannon({
      url: plan.url,
      connections: plan.connections,
      duration: plan.seconds,
      headers: { host: plan.host, ...plan.headers },
      timeout: 10,
    });
    return {
      requests: result.requests.total,
      seconds: result.duration,
      bytesIn: result.throughput.total,
      failures: result.non2xx + result.errors + result.timeouts,
      p50Ms: result.latency.p50,
      p99Ms: result.latency.p99,
    };
  },
};
