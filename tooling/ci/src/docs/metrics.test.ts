import { expect, test } from "vitest";
import { findMetrics, renderMetrics } from "./metrics.ts";

const path = "packages/gate/src/events.ts";
const found = (text: string) =>
  findMetrics({ path, text }).map(({ name, type, help, labels }) => ({ name, type, help, labels }));

test("a metric is found with its labels, listed or with their values", () => {
  const text = `
    metrics.counter("a_total", "Counts a.", ["why", "who"]);
    metrics.histogram(
      "b_seconds",
      "Time " + "of b.",
      [],
    );
    metrics.gauge("c", "C.", {
      code: codes,
      carrier: ["tunnel", "none"],
    });
    metrics.sampled("d", "D.", () => 1);
  `;
  expect(found(text)).toEqual([
    { name: "a_total", type: "counter", help: "Counts a.", labels: ["why", "who"] },
    { name: "b_seconds", type: "histogram", help: "Time of b.", labels: [] },
    { name: "c", type: "gauge", help: "C.", labels: ["code", "carrier"] },
    { name: "d", type: "gauge", help: "D.", labels: [] },
  ]);
});

test("a metric whose name is not written out is refused", () => {
  expect(() => found(`metrics.counter(name, "Counts.")`)).toThrow(/written out/);
});

test("a metric made in two packages is one row that names both", () => {
  const text = `metrics.counter("a_total", "Counts a.");`;
  const page = renderMetrics([
    { path: "packages/jobs/src/a.ts", text },
    { path: "packages/gate/src/a.ts", text },
  ]);
  expect(page).toContain(
    "| `homeport_a_total` | counter |  | Counts a. | `packages/gate`, `packages/jobs` |\n",
  );
});
