import { setTimeout as sleep } from "node:timers/promises";
import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { TwoRelays } from "../contenders/peer.ts";
import { countCommands, readCommands } from "../redis-commands.ts";
import { requestOneByOne } from "../visitor/requests.ts";

const steady = { count: 10_000, connections: 32 };
/** A whole turn of the heartbeats: leases every 5 s, the directory every 15 s. */
const turnMs = 15_000;
/** A beat may fall on either side of an edge; one command a request would be a hundred times that. */
const edgeShare = 0.1;

export function redisCommands(contenders: readonly Contender<TwoRelays>[]) {
  return benchCase({
    name: "redis",
    title: "what Redis is asked during 10,000 requests, local ones and ones through a peer",
    once: true,
    contenders,
    async measure({ local, peer, redisUrl }, { signal }) {
      for (const way of [local, peer]) await requestOneByOne(way, { ...steady, count: 500 });
      const count = (run: () => Promise<void>) => countInTurns(redisUrl, run, signal);
      const idle = await count(async () => undefined);
      const heartbeats = idle.commands / idle.turns;
      const beyond = ({ commands, turns }: typeof idle) =>
        Math.max(0, Math.round(commands - heartbeats * turns * (1 + edgeShare)));
      return {
        heartbeats,
        localCommands: beyond(await count(() => requestOneByOne(local, steady))),
        peerCommands: beyond(await count(() => requestOneByOne(peer, steady))),
      };
    },
  });
}

/** Counts what Redis is asked in as many whole turns as something takes. */
async function countInTurns(redisUrl: string, run: () => Promise<void>, signal: AbortSignal) {
  const before = await readCommands(redisUrl);
  const startedMs = performance.now();
  await run();
  const turns = Math.ceil((performance.now() - startedMs) / turnMs);
  const untilMs = startedMs + turns * turnMs;
  await sleep(untilMs - performance.now(), undefined, { signal });
  return { turns, commands: countCommands(before, await readCommands(redisUrl)) };
}
