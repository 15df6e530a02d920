import {
  createMetrics,
  type Metrics,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";

/** What every factory of this package is handed; metrics are each test's own. */
export function testContext() {
  return {
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics({ app: "test", version: "0" }),
  };
}

/** The value of one series, 0 when it was never written. */
export async function metricValue(metrics: Metrics, series: string): Promise<number> {
  const line = (await metrics.text()).split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
