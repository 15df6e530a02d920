import { setTimeout as sleep } from "node:timers/promises";
import { withLease } from "@homeport/coordination";
import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { Takeover } from "../contenders/takeover.ts";

/** As often as the spread of a renewal's phase needs. */
const kills = 50;
const quickKills = 3;
const askEveryMs = 20;

/** From `kill -9` of the holder until the next one has the lease, as a share of the lease's own time. */
export function takeovers(contenders: readonly Contender<Takeover>[]) {
  return benchCase({
    ...{ name: "takeover", title: "a lease whose holder is killed", once: true, contenders },
    async measure({ startHolder, successor, name, ttlMs }, { seconds, signal }) {
      const shares: number[] = [];
      for (let at = 0; at < (seconds > 1 ? kills : quickKills); at += 1) {
        signal.throwIfAborted();
        const holder = await startHolder();
        // Anywhere between two renewals.
        await sleep((ttlMs / 3) * Math.random());
        process.kill(holder.pid, "SIGKILL");
        const killedMs = performance.now();
        let isTaken = false;
        while (!isTaken) {
          const taken = await withLease(successor, { name, ttlMs }, async () => performance.now());
          isTaken = taken.held;
          if (taken.held) shares.push((taken.value - killedMs) / ttlMs);
          else await sleep(askEveryMs);
        }
      }
      shares.sort((a, b) => a - b);
      return { ofLease: shares[Math.ceil(shares.length * 0.95) - 1] ?? Number.NaN };
    },
  });
}
