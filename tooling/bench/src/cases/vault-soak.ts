import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import type { VaultStage } from "../contenders/vault-verbs.ts";
import { once } from "../contenders/vault-verbs.ts";
import { watchLeast } from "../memory.ts";
import { openStores } from "../programs/open-stores.ts";
import type { Site } from "../site.ts";
import { newDevice } from "../vaults/device.ts";
import { inFlight } from "../vaults/in-flight.ts";
import { openVerbs } from "../vaults/open-verbs.ts";
import { openDoor, sendMove } from "../vaults/send-move.ts";
import { VaultSet } from "../vaults/vault-set.ts";

const candidates = 10_000;
const lookMs = 5_000;
const minuteMs = 60_000;

interface Soaked extends Running {
  readonly afterMs: number;
  readonly startedMs: number;
}

/** A worker that has ten thousand changes to look after, none of which lands. */
export function vaultSoak(site: Site, stage: VaultStage) {
  const start = once(async () => {
    const { databaseUrl, secret } = await site.openLab();
    const stores = await openStores(databaseUrl, secret);
    site.stage.stack.use(stores);
    const door = openDoor((await stage.web()).url, 16);
    const device = newDevice();
    const plan = { count: candidates, stateBytes: 1_024, source: "memory" } as const;
    const set = new VaultSet({ ...plan, signers: [device], authority: door.authority });
    await set.create(await openVerbs(stores));
    const moves = set.prepare(candidates);
    await inFlight(16, moves.length, async (index) => {
      const move = moves[index];
      if (move !== undefined) await sendMove(door, device, move);
    });
    const worker = await stage.worker();
    return { worker, startedMs: performance.now() };
  });
  const soaked = (name: string, minutes: number) =>
    contender<Soaked>(name, async () => {
      const { worker, startedMs } = await start();
      const running = { port: 0, host: "", headers: {}, programs: [worker] };
      return { ...running, afterMs: minutes * minuteMs, startedMs };
    });
  return benchCase({
    name: "soak",
    title: "memory of a worker that looks after 10,000 changes",
    once: true,
    contenders: [soaked("after-one-minute", 1), soaked("after-ten-minutes", 10)],
    async measure({ programs, afterMs, startedMs }, { signal }) {
      const waitMs = Math.max(startedMs + afterMs - performance.now(), 0);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve();
        });
      });
      const [workerBytes = Number.NaN] = await watchLeast(programs, lookMs, signal);
      return { workerBytes };
    },
  });
}
