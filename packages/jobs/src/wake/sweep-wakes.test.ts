import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { expect, it } from "vitest";
import type { WakeBinding } from "../consume/binding.ts";
import { createJobEvents } from "../events.ts";
import { defineWake } from "./define-wake.ts";
import { type SweepDeps, sweepWake } from "./sweep-wakes.ts";

/** When rows are looked for, in ms, of a contract that is swept every 5 s, while Redis is up or away. */
async function sweptAt(isUp: (nowMs: number) => boolean): Promise<number[]> {
  let nowMs = 0;
  const stop = new AbortController();
  const sweeps: number[] = [];
  const contract = defineWake({
    ...{ name: "test", queue: "test", concurrency: 1, sweepEveryMs: 5_000 },
    due: async () => [],
  });
  const binding: WakeBinding = {
    contract,
    async due() {
      sweeps.push(nowMs);
      if (sweeps.length === 4) stop.abort();
      return [];
    },
    run: async () => undefined,
  };
  async function pass(ms: number): Promise<void> {
    nowMs += ms;
  }
  const deps: SweepDeps = {
    clock: { ...systemClock, sleep: pass },
    random: { ...systemRandom, number: () => 0.5 },
    events: createJobEvents({
      log: silentLog,
      metrics: createMetrics({ app: "test", version: "0" }),
    }),
    queues: { isUp: () => isUp(nowMs), wake: async () => isUp(nowMs) },
    signal: stop.signal,
    drives: () => true,
    handOver: () => undefined,
  };
  await sweepWake(deps, binding);
  return sweeps;
}

it("looks for rows as often as the contract says while Redis is there", async () => {
  expect(await sweptAt(() => true)).toEqual([5_000, 10_000, 15_000, 20_000]);
});

it("looks every second while Redis is away, and at the latest a second after it went", async () => {
  expect(await sweptAt((nowMs) => nowMs < 7_500)).toEqual([5_000, 8_000, 9_000, 10_000]);
});
