import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = new URL("../../../../", import.meta.url);
const read = (path: string) => readFile(fileURLToPath(new URL(path, root)), "utf8");

/** Metrics that a text names; the series of a histogram count as the histogram. */
function metricsIn(text: string): Set<string> {
  const names = text.match(/homeport_[a-z0-9_]+/g) ?? [];
  return new Set(names.map((name) => name.replace(/_(?:bucket|sum|count)$/, "")));
}

async function unknownIn(text: string): Promise<string[]> {
  const known = metricsIn(await read("docs/metrics.md"));
  return [...metricsIn(text)].filter((name) => !known.has(name));
}

test.each(["alerts.yaml", "dashboard.json"])("%s names only metrics that exist", async (name) => {
  const text = await read(`docs/guides/observability/${name}`);
  expect(metricsIn(text).size).toBeGreaterThan(5);
  expect(await unknownIn(text)).toEqual([]);
});

test("an alert that names a runbook names one that there is", async () => {
  const named = (await read("docs/guides/observability/alerts.yaml")).matchAll(/runbook: (\S+)/g);
  const titles = await Promise.all(
    Array.from(named, async ([, path = ""]) => (await read(path))[0]),
  );
  expect(titles.length).toBeGreaterThanOrEqual(4);
  expect(new Set(titles)).toEqual(new Set(["#"]));
});

test("a metric that no process has would be noticed", async () => {
  const text = "rate(homeport_relay_request_total[1m]) / homeport_relay_wishes_total";
  expect(await unknownIn(text)).toEqual(["homeport_relay_wishes_total"]);
});

test("the dashboard is what Grafana imports", async () => {
  const dashboard = JSON.parse(await read("docs/guides/observability/dashboard.json"));
  expect(dashboard).toMatchObject({ uid: "homeport-relays", panels: expect.any(Array) });
});
