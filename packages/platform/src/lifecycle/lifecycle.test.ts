import { expect, test } from "vitest";
import { recordingLog } from "../../test/recording-log.ts";
import { createVirtualClock } from "../clock/virtual.ts";
import { createMetrics } from "../metrics/create-metrics.ts";
import { createLifecycle } from "./lifecycle.ts";

function testLifecycle() {
  const clock = createVirtualClock();
  const log = recordingLog();
  const metrics = createMetrics({ app: "web", version: "1.2.3" });
  const lifecycle = createLifecycle({ clock, log, metrics, delayMs: 5_000, deadlineMs: 20_000 });
  const steps: string[] = [];
  const note = (step: string) => () => void steps.push(`${step} at ${clock.monotonicMs()}`);
  return { clock, log, metrics, lifecycle, steps, note };
}

function closing(note: () => void): AsyncDisposable {
  return { [Symbol.asyncDispose]: async () => note() };
}

test("draining says goodbye at once, finishes after the delay, and closes in reverse", async () => {
  const { clock, lifecycle, steps, note } = testLifecycle();
  lifecycle.use(closing(note("close pool")));
  lifecycle.use({ [Symbol.dispose]: note("close feed") });
  lifecycle.onDrain("goaway", note("goodbye"));
  lifecycle.onFinish("http", note("close listener"));
  lifecycle.markReady();
  const drained = lifecycle.drain("SIGTERM");
  expect([lifecycle.state, lifecycle.isDraining, lifecycle.draining.aborted]).toEqual([
    "draining",
    true,
    true,
  ]);
  await clock.advance(30_000);
  expect(await drained).toBe(true);
  expect(steps).toEqual([
    "goodbye at 0",
    "close listener at 5000",
    "close feed at 5000",
    "close pool at 5000",
  ]);
  expect(lifecycle.state).toBe("stopped");
});

test("what is in flight may finish until the deadline, and closes only then", async () => {
  const { clock, lifecycle, steps, note } = testLifecycle();
  lifecycle.use(closing(note("close")));
  lifecycle.onFinish("requests", async () => {
    await clock.sleep(19_000);
    note("last request")();
  });
  lifecycle.markReady();
  const drained = lifecycle.drain("SIGTERM");
  await clock.advance(30_000);
  expect(await drained).toBe(true);
  expect(steps).toEqual(["last request at 24000", "close at 24000"]);
});

test("what does not finish is told at the deadline, and the rest closes", async () => {
  const { clock, lifecycle, steps, note } = testLifecycle();
  lifecycle.use(closing(note("close")));
  lifecycle.onFinish("requests", (signal) => {
    signal.addEventListener("abort", note("told"));
    return new Promise(() => undefined);
  });
  lifecycle.markReady();
  const drained = lifecycle.drain("SIGTERM");
  await clock.advance(30_000);
  expect(await drained).toBe(false);
  expect(steps).toEqual(["told at 25000", "close at 25000"]);
});

test("a process that never served closes without waiting for a balancer", async () => {
  const { clock, lifecycle, steps, note } = testLifecycle();
  lifecycle.use(closing(note("close")));
  const drained = lifecycle.drain("SIGTERM");
  await clock.advance(0);
  expect(await drained).toBe(true);
  expect(steps).toEqual(["close at 0"]);
  lifecycle.markReady();
  expect(lifecycle.state).toBe("stopped");
});

test("a step or a resource that fails is logged, stops no other, and spoils the outcome of a close", async () => {
  const { clock, log, lifecycle, steps, note } = testLifecycle();
  lifecycle.use(closing(note("close")));
  lifecycle.use({ [Symbol.asyncDispose]: () => Promise.reject(new Error("stuck")) });
  lifecycle.onDrain("broken", () => {
    throw new Error("broken");
  });
  const drained = lifecycle.drain("SIGTERM");
  await clock.advance(1);
  expect(await drained).toBe(false);
  expect(steps).toEqual(["close at 0"]);
  expect(log.records.map((record) => record.message)).toEqual([
    "replica.draining",
    "replica.drain-step-failed",
    "replica.close-failed",
    "replica.stopped",
  ]);
});

test("a resource that hangs is given three seconds", async () => {
  const { clock, lifecycle, steps, note } = testLifecycle();
  lifecycle.use(closing(note("close")));
  lifecycle.use({ [Symbol.asyncDispose]: () => new Promise<void>(() => undefined) });
  const drained = lifecycle.drain("SIGTERM");
  await clock.advance(3_000);
  expect(await drained).toBe(false);
  expect(steps).toEqual(["close at 3000"]);
});

test("draining twice is draining once", async () => {
  const { clock, lifecycle, steps, note } = testLifecycle();
  lifecycle.onDrain("goaway", note("goodbye"));
  const first = lifecycle.drain("SIGTERM");
  const second = lifecycle.drain("operator");
  await clock.advance(1);
  expect(await Promise.all([first, second])).toEqual([true, true]);
  expect(steps).toEqual(["goodbye at 0"]);
});

test("every state is told", async () => {
  const { clock, lifecycle } = testLifecycle();
  const states: string[] = [];
  lifecycle.onState((state) => void states.push(state));
  lifecycle.markReady();
  const drained = lifecycle.drain("SIGTERM", { delayMs: 0 });
  await clock.advance(1);
  await drained;
  expect(states).toEqual(["ready", "draining", "stopped"]);
});

test.each([
  { work: "ends in time", workMs: 1_000, outcome: "complete", sum: 6 },
  { work: "does not end", workMs: 60_000, outcome: "overdue", sum: 25 },
])("a drain whose work $work is counted as $outcome, with the time that it took", async (each) => {
  const { clock, log, metrics, lifecycle } = testLifecycle();
  lifecycle.onFinish("requests", () => clock.sleep(each.workMs));
  lifecycle.markReady();
  const drained = lifecycle.drain("SIGTERM");
  await clock.advance(30_000);
  expect(await drained).toBe(each.outcome === "complete");
  const text = await metrics.text();
  expect(text).toContain(`homeport_drain_seconds_sum{outcome="${each.outcome}"} ${each.sum}`);
  expect(text).toContain(`homeport_drain_seconds_count{outcome="${each.outcome}"} 1`);
  expect(log.records.map(({ message }) => message)).toEqual([
    ...["replica.ready", "replica.draining", "replica.stopped"],
  ]);
});
