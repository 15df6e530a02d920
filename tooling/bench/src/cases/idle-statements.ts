import { setTimeout as sleep } from "node:timers/promises";
import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { IdleReplica } from "../contenders/idle-replica.ts";

const wholeMinuteMs = 60_000;
const quickMs = 5_000;

/** What a replica that nobody asks for anything asks Postgres, by its own count, in a minute. */
export function idleStatements(contenders: readonly Contender<IdleReplica>[]) {
  return benchCase({
    ...{ name: "idle", title: "a replica with nothing to do", once: true, contenders },
    async measure({ countStatements }, { seconds, signal }) {
      const forMs = seconds > 1 ? wholeMinuteMs : quickMs;
      const before = await countStatements();
      const startedMs = performance.now();
      await sleep(forMs, undefined, { signal });
      const statements = (await countStatements()) - before;
      return { statements: (statements * 1_000) / (performance.now() - startedMs) };
    },
  });
}
