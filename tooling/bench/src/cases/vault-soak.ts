import { setTimeout as sleep } from "node:timers/promises";
import { printHash } from "@homeport/vaults/core";
import type { Figures } from "../bench-case.ts";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import type { VaultStage } from "../contenders/vault-verbs.ts";
import { once } from "../contenders/vault-verbs.ts";
import { watchLeast } from "../memory.ts";
import { openStores, type Stores } from "../programs/open-stores.ts";
import type { Site } from "../site.ts";
import { newDevice } from "../vaults/device.ts";
import { inFlight } from "../vaults/in-flight.ts";
import { openVerbs } from "../vaults/open-verbs.ts";
import { openDoor, sendMove } from "../vaults/send-move.ts";
import { countPromotions, writeLandings } from "../vaults/store.ts";
import { type Move, VaultSet } from "../vaults/vault-set.ts";

const candidates = 10_000;
const lookMs = 5_000;
/** One worker, which looks at fifty vaults at a time, beside everything else that the machine does. */
const landsWithinMs = 900_000;

interface Soaked extends Running {
  readonly stores: Stores;
  readonly moves: readonly Move[];
  readonly startedMs: number;
  /** After so many measures of time; null: once all changes have landed. */
  readonly after: number | null;
}

/**
 * A worker that has ten thousand changes to look after: what it holds while none of them lands, and whether each becomes
 * history once when all of them do. The seconds of the run are its minute.
 */
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
    return { worker, stores, moves, startedMs: performance.now() };
  });
  const soaked = (name: string, after: number | null) =>
    contender<Soaked>(name, async () => {
      const { worker, ...begun } = await start();
      return { port: 0, host: "", headers: {}, programs: [worker], ...begun, after };
    });
  return benchCase({
    name: "soak",
    title: "a worker that looks after 10,000 changes, until all of them land",
    once: true,
    contenders: [
      ...[soaked("after-one-minute", 1), soaked("after-ten-minutes", 10)],
      soaked("landed", null),
    ],
    async measure(running, { seconds, signal }) {
      if (running.after === null) return await land(running, signal);
      const untilMs = running.startedMs + running.after * seconds * 1_000;
      await sleep(Math.max(untilMs - performance.now(), 0), undefined, { signal });
      const [workerBytes = Number.NaN] = await watchLeast(running.programs, lookMs, signal);
      return { workerBytes };
    },
  });
}

/** Everything lands at once; what was not made history in time, or more than once, is told as a number. */
async function land({ stores, moves }: Soaked, signal: AbortSignal): Promise<Figures> {
  const { sql } = stores.db;
  const reached = moves.map(({ prepared: { next } }) => next);
  const ids = reached.map(({ vaultId }) => vaultId);
  await writeLandings(
    sql,
    reached.map(({ vaultId, commitment, nonce }) => ({
      ...{ vaultId, nonce },
      commitment: printHash(commitment),
    })),
  );
  const landedMs = performance.now();
  let promoted = await countPromotions(sql, ids);
  while (promoted.once + promoted.again < ids.length) {
    if (performance.now() - landedMs > landsWithinMs) break;
    await sleep(1_000, undefined, { signal });
    promoted = await countPromotions(sql, ids);
  }
  return {
    promotedOnce: promoted.once,
    promotedAgain: promoted.again,
    tookSeconds: (performance.now() - landedMs) / 1_000,
  };
}
