import { afterEach, beforeEach, expect, test } from "vitest";
import { recordingLog } from "../../test/recording-log.ts";
import { createVirtualClock } from "../clock/virtual.ts";
import { createLifecycle } from "../lifecycle/lifecycle.ts";
import { createMetrics } from "../metrics/create-metrics.ts";
import { createOpsListener, type OpsListener } from "./listener.ts";
import { createReadiness } from "./readiness.ts";

const clock = createVirtualClock();
const log = recordingLog();
let lifecycle: ReturnType<typeof createLifecycle>;
let readiness: ReturnType<typeof createReadiness>;
let ops: OpsListener;

beforeEach(async () => {
  log.records.length = 0;
  const metrics = createMetrics({ app: "web", version: "1.2.3" });
  lifecycle = createLifecycle({ clock, log, metrics });
  readiness = createReadiness({ clock, lifecycle, version: "1.2.3", warnings: [] });
  ops = await createOpsListener({
    address: { host: "127.0.0.1", port: 0 },
    readiness,
    metrics,
    log,
    routes: {
      "/admin/tunnels": (_request, response) => void response.end("tunnels"),
      "/admin/broken": () => Promise.reject(new Error("broken")),
    },
  });
});

afterEach(async () => {
  readiness[Symbol.dispose]();
  await ops[Symbol.asyncDispose]();
});

function ask(path: string, method = "GET"): Promise<Response> {
  return fetch(`http://127.0.0.1:${ops.port}${path}`, { method });
}

test.each([
  ["GET", "/healthz", 200],
  ["HEAD", "/healthz", 200],
  ["GET", "/healthz?verbose", 200],
  ["GET", "/readyz", 503],
  ["GET", "/metrics", 200],
  ["HEAD", "/metrics", 200],
  ["GET", "/admin/tunnels", 200],
  ["POST", "/healthz", 405],
  ["DELETE", "/metrics", 405],
  ["GET", "/", 404],
  ["POST", "/unknown", 404],
  ["GET", "/healthz/", 404],
  ["GET", "/constructor", 404],
  ["GET", "/admin/broken", 500],
])("%s %s answers %i", async (method, path, status) => {
  const response = await ask(path, method);
  expect(response.status).toBe(status);
  if (status === 405) expect(response.headers.get("allow")).toBe("GET, HEAD");
});

test("metrics are in the Prometheus text format", async () => {
  const response = await ask("/metrics");
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await response.text()).toContain("homeport_build_info");
});

async function ready(): Promise<[number, unknown]> {
  const response = await ask("/readyz");
  return [response.status, await response.json()];
}

test("readiness follows the life of the process", async () => {
  expect(await ready()).toMatchObject([503, { state: "starting", reasons: ["starting"] }]);
  lifecycle.markReady();
  expect(await ready()).toEqual([
    200,
    { state: "ready", version: "1.2.3", reasons: [], checks: [], warnings: [] },
  ]);
  void lifecycle.drain("SIGTERM");
  expect(await ready()).toMatchObject([503, { state: "draining", reasons: ["draining"] }]);
});

test("a required check that failed twice in a row makes the process not ready, and once does not", async () => {
  lifecycle.markReady();
  let failing = true;
  const check = () =>
    failing
      ? Promise.reject(Object.assign(new Error("x"), { code: "STORE_DOWN" }))
      : Promise.resolve();
  readiness.addCheck({ name: "postgres", required: true, check });
  await clock.advance(0);
  expect((await ready())[0]).toBe(200);
  await clock.advance(2_000);
  expect(await ready()).toMatchObject([
    503,
    { reasons: ["postgres"], checks: [{ name: "postgres", ok: false, detail: "STORE_DOWN" }] },
  ]);
  failing = false;
  await clock.advance(2_000);
  expect((await ready())[0]).toBe(200);
});

test("a check that hangs has failed", async () => {
  lifecycle.markReady();
  readiness.addCheck({
    name: "postgres",
    required: true,
    check: () => new Promise(() => undefined),
  });
  await clock.advance(8_000);
  expect(await ready()).toMatchObject([503, { checks: [{ detail: "no answer within 2000 ms" }] }]);
});

test("a check that is not required, and a condition, are warnings", async () => {
  lifecycle.markReady();
  readiness.addCheck({
    name: "redis",
    required: false,
    check: () => Promise.reject(new Error("x")),
  });
  readiness.addWarning(() => "a previous secret is still set");
  readiness.addWarning(() => null);
  await clock.advance(4_000);
  expect(await ready()).toMatchObject([
    200,
    { reasons: [], warnings: ["redis", "a previous secret is still set"] },
  ]);
});

test("what the configuration is warned about is a warning for as long as the process runs", () => {
  const warning = "HOMEPORT_STGE is not known. Did you mean HOMEPORT_STAGE?";
  using other = createReadiness({ clock, lifecycle, version: "1.2.3", warnings: [warning] });
  expect(other.report().warnings).toEqual([warning]);
});

test("a reason that holds makes the process not ready", async () => {
  lifecycle.markReady();
  readiness.addReason(() => "the gate snapshot is not loaded");
  expect(await ready()).toMatchObject([503, { reasons: ["the gate snapshot is not loaded"] }]);
});

test("a taken port is the system's own error", async () => {
  const metrics = createMetrics({ app: "web", version: "1" });
  const address = { host: "127.0.0.1", port: ops.port };
  await expect(createOpsListener({ address, readiness, metrics, log })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

test("a listener that is not on loopback warns once", async () => {
  const metrics = createMetrics({ app: "web", version: "1" });
  await using _open = await createOpsListener({
    address: { host: "0.0.0.0", port: 0 },
    readiness,
    metrics,
    log,
  });
  expect(log.records.map((record) => record.message)).toEqual(["config.warning"]);
});
