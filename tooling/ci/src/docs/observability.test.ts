import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { needs } from "@homeport/testkit";
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

test.each(["alerts.yaml", "alerts-test.yaml", "dashboard.json"])(
  "%s names only metrics that exist",
  async (name) => {
    const text = await read(`docs/guides/observability/${name}`);
    expect(metricsIn(text).size).toBeGreaterThan(5);
    expect(await unknownIn(text)).toEqual([]);
  },
);

test("an alert that names a runbook names one that there is", async () => {
  const named = (await read("docs/guides/observability/alerts.yaml")).matchAll(/runbook: (\S+)/g);
  const titles = await Promise.all(
    Array.from(named, async ([, path = ""]) => (await read(path))[0]),
  );
  expect(titles.length).toBeGreaterThanOrEqual(4);
  expect(new Set(titles)).toEqual(new Set(["#"]));
});

test("each alert is shown to fire and not to fire", async () => {
  const namesIn = (text: string, name: RegExp) =>
    new Set(Array.from(text.matchAll(name), ([, alert]) => alert));
  const alerts = namesIn(await read("docs/guides/observability/alerts.yaml"), /- alert: (\w+)/g);
  const shown = await read("docs/guides/observability/alerts-test.yaml");
  expect(alerts.size).toBeGreaterThan(10);
  expect(namesIn(shown, /alertname="(\w+)",alertstate="firing"/g)).toEqual(alerts);
});

test.each([
  ["check", "alerts.yaml"],
  ["test", "alerts-test.yaml"],
])("promtool %ss the rules of %s and finds nothing wrong", needs("promtool"), async (how, file) => {
  const cwd = fileURLToPath(new URL("docs/guides/observability/", root));
  const { stdout } = await promisify(execFile)("promtool", [how, "rules", file], { cwd });
  expect(stdout).toContain("SUCCESS");
});

test("a metric that no process has would be noticed", async () => {
  const text = "rate(homeport_relay_request_total[1m]) / homeport_relay_wishes_total";
  expect(await unknownIn(text)).toEqual(["homeport_relay_wishes_total"]);
});

test("the dashboard is what Grafana imports", async () => {
  const dashboard = JSON.parse(await read("docs/guides/observability/dashboard.json"));
  expect(dashboard).toMatchObject({ uid: "homeport-relays", panels: expect.any(Array) });
});
