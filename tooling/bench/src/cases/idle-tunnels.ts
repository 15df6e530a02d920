import { setTimeout as sleep } from "node:timers/promises";
import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { IdleRelay } from "../contenders/idle-relay.ts";
import { countCpu } from "../cpu.ts";
import { watchLeast } from "../memory.ts";

const tunnels = 5_000;
const emptyMs = 3_000;
/**
 * What the handshakes left behind is collected, and their reports are written. V8 gets round to the one walk of the whole
 * heap that this takes about 15 s after the last handshake, for some 300 ms of both cores: no share of what tunnels cost that idle.
 */
const settleMs = 25_000;
/** A whole turn of everything periodic: pings every 5 s, the directory every 15 s. */
const watchMs = 15_000;

export function idleTunnels(contenders: readonly Contender<IdleRelay>[]) {
  return benchCase({
    name: "idle",
    title: "5,000 tunnels on which nothing moves",
    once: true,
    contenders,
    async measure(running, { signal }) {
      const { programs } = running;
      const empty = await watchLeast(programs, emptyMs, signal);
      const startedMs = performance.now();
      await using _tunnels = await running.openTunnels(tunnels);
      const connectMs = performance.now() - startedMs;
      await sleep(settleMs, undefined, { signal });
      const watchedMs = performance.now();
      const { result, spent } = await countCpu(programs, () =>
        watchLeast(programs, watchMs, signal),
      );
      const watchedNs = (performance.now() - watchedMs) * 1_000_000;
      return {
        tunnelBytes: ((result[0] ?? 0) - (empty[0] ?? 0)) / tunnels,
        idleCpu: spent.totalNs / watchedNs,
        connectMs,
      };
    },
  });
}
