import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { spawnFixture } from "../../test/spawn-fixture.ts";

test("SIGTERM drains, closes and exits 0", async () => {
  await using fixture = spawnFixture("serve");
  await fixture.record("replica.ready");
  fixture.child.kill("SIGTERM");
  expect(await fixture.exited).toBe(0);
  expect(await fixture.record("replica.stopped")).toMatchObject({
    complete: true,
    reason: "SIGTERM",
  });
  expect(fixture.stdout()).toContain("closed first opened");
});

test("a process that is told of an offset reads everything as so much later, once", async () => {
  await using fixture = spawnFixture("clock", { HOMEPORT_TEST_CLOCK_OFFSET_MS: "3600000" });
  const read = await fixture.record("clock read");
  const readTime = (text: unknown) => new Date(String(text)).getTime();
  const fromNowMs = (time: unknown) => Number(time) - Date.now();
  // The fields are of its clock and of its libraries; `at` is of its log.
  for (const time of [read["clockMs"], ...[read["date"], read["at"]].map(readTime)]) {
    expect(Math.abs(fromNowMs(time) - 3_600_000)).toBeLessThan(60_000);
  }
});

test("a second signal ends a slow drain now, with 1", async () => {
  await using fixture = spawnFixture("slow");
  await fixture.record("replica.ready");
  fixture.child.kill("SIGINT");
  await fixture.record("replica.draining");
  fixture.child.kill("SIGINT");
  expect(await fixture.exited).toBe(1);
});

test("a drain past its deadline exits 1", async () => {
  await using fixture = spawnFixture("slow", { HOMEPORT_DRAIN_DEADLINE_MS: "100" });
  await fixture.record("replica.ready");
  fixture.child.kill("SIGTERM");
  expect(await fixture.exited).toBe(1);
  expect(await fixture.record("replica.stopped")).toMatchObject({ complete: false });
});

test.each(["crash", "crash-drained", "reject"])(
  "an error that nobody caught logs once and exits 1: %s",
  async (mode) => {
    await using fixture = spawnFixture(mode);
    expect(await fixture.exited).toBe(1);
    const crashes = fixture.stdout().match(/process\.crashed/g);
    expect(crashes).toHaveLength(1);
    expect(fixture.stdout().includes("replica.stopped")).toBe(mode === "crash-drained");
  },
);

test("a wrong configuration exits 78 with every problem on standard error, and opens nothing", async () => {
  await using fixture = spawnFixture("serve", {
    HOMEPORT_STAGE: "prd",
    HOMEPORT_MAX_REPLICAS: "2.5",
  });
  expect(await fixture.exited).toBe(78);
  expect(fixture.stderr().trim().split("\n")).toEqual([
    "HOMEPORT_STAGE: is not one of dev, test, prod. Set it to dev, test or prod, or unset it for dev.",
    "HOMEPORT_MAX_REPLICAS: is not a whole number from 1 to 1000 in plain digits. Set it to a whole number such as 3, or unset it.",
  ]);
  expect(fixture.stdout()).toBe("");
});

test("a store that is not there exits 75, and what was opened is closed", async () => {
  await using fixture = spawnFixture("store-away");
  expect(await fixture.exited).toBe(75);
  expect(fixture.stdout()).toContain("closed first opened");
});

test("a bug at start exits 1", async () => {
  await using fixture = spawnFixture("bug-at-start");
  expect(await fixture.exited).toBe(1);
});

test("a process drains within five seconds of the end of the one that started it", async () => {
  const parent = spawn("sleep", ["60"]);
  await using fixture = spawnFixture("serve", { HOMEPORT_PARENT_PID: String(parent.pid) });
  await fixture.record("replica.ready");
  parent.kill("SIGKILL");
  const startedMs = performance.now();
  expect(await fixture.exited).toBe(0);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect(await fixture.record("replica.draining")).toMatchObject({
    reason: "the process that started this one is gone",
  });
});

test("each warning of the configuration is logged", async () => {
  await using fixture = spawnFixture("serve", {
    HOMEPORT_MAX_REPLICAS: "2",
    HOMEPORT_REPLICA_CAPACITY: "4",
  });
  expect(await fixture.record("config.warning")).toMatchObject({
    level: "warn",
    warning: "HOMEPORT_MAX_REPLICAS is 2, but the scaler may run 4 replicas; 4 counts.",
  });
});
