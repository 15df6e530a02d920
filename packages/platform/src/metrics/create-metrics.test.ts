import { expect, test } from "vitest";
import { createMetrics } from "./create-metrics.ts";
import { watchEventLoop } from "./event-loop-lag.ts";

function testMetrics() {
  return createMetrics({ app: "web", version: "1.2.3" });
}

test("the text names the build, and every name has the prefix", async () => {
  const metrics = testMetrics();
  metrics.counter("things_total", "Things.").inc();
  const text = await metrics.text();
  expect(text).toContain('homeport_build_info{app="web",version="1.2.3"} 1');
  expect(text).toContain("homeport_things_total 1");
  const names = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(names.every((line) => line.startsWith("homeport_"))).toBe(true);
});

test("a value outside of a closed set is counted as other", async () => {
  const metrics = testMetrics();
  const counter = metrics.counter("answers_total", "Answers.", { code: ["200", "404"] });
  counter.inc({ code: "200" });
  for (const code of ["/etc/passwd", "__proto__"]) counter.inc({ code: code as "200" });
  const text = await metrics.text();
  expect(text).toContain('homeport_answers_total{code="200"} 1');
  expect(text).toContain('homeport_answers_total{code="other"} 2');
});

test("ten thousand hosts and paths add no more than a bounded number of series", async () => {
  const metrics = testMetrics();
  const closed = metrics.counter("closed_total", "Closed.", { route: ["app"] });
  const open = metrics.histogram("open_seconds", "Open.", ["name"], [1]);
  for (let index = 0; index < 10_000; index++) {
    closed.inc({ route: `host-${index}.example.org/path-${index}` as "app" });
    open.observe(0.5, { name: `host-${index}` });
  }
  const lines = (await metrics.text()).split("\n");
  expect(lines.filter((line) => line.startsWith("homeport_closed_total{"))).toHaveLength(1);
  expect(
    lines.filter((line) => line.startsWith("homeport_open_seconds_count")).length,
  ).toBeLessThan(205);
});

test("asking twice for a name gives the same metric", async () => {
  const metrics = testMetrics();
  metrics.counter("twice_total", "Twice.").add(2);
  metrics.counter("twice_total", "Twice.").add(3);
  expect(await metrics.text()).toContain("homeport_twice_total 5");
});

test("a sampled gauge is read at each scrape", async () => {
  const metrics = testMetrics();
  let value = 1;
  metrics.sampled("pool_in_use", "In use.", () => value);
  expect(await metrics.text()).toContain("homeport_pool_in_use 1");
  value = 7;
  expect(await metrics.text()).toContain("homeport_pool_in_use 7");
});

test("a gauge goes up and down", async () => {
  const gauge = testMetrics();
  const tunnels = gauge.gauge("tunnels", "Tunnels.", { wire: ["raw", "websocket"] });
  tunnels.set(3, { wire: "raw" });
  tunnels.add(-1, { wire: "raw" });
  expect(await gauge.text()).toContain('homeport_tunnels{wire="raw"} 2');
});

test("the description lists every metric once, in order", () => {
  const metrics = testMetrics();
  metrics.histogram("b_seconds", "B.", { code: ["1"] });
  metrics.counter("a_total", "A.");
  metrics.counter("a_total", "A.");
  expect(metrics.describe()).toEqual([
    { name: "homeport_a_total", type: "counter", help: "A.", labels: [] },
    { name: "homeport_b_seconds", type: "histogram", help: "B.", labels: ["code"] },
    {
      name: "homeport_build_info",
      type: "gauge",
      help: "The running build; always 1.",
      labels: ["app", "version"],
    },
  ]);
});

test("a blocked event loop shows as lag", async () => {
  const metrics = testMetrics();
  using lag = watchEventLoop(metrics);
  const blockAndRead = () => {
    const untilMs = performance.now() + 200;
    while (performance.now() < untilMs);
    return lag.readMs();
  };
  await expect.poll(blockAndRead, { timeout: 5_000 }).toBeGreaterThan(100);
  expect(await metrics.text()).toMatch(/homeport_event_loop_lag_seconds 0\.\d+/);
});
