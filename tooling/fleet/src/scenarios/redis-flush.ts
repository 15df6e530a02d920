import type { Scenario } from "../scenario/scenario.ts";
import { startLoad } from "../scenario/start-load.ts";
import { awaitOnline, readOnline } from "../seed/read-online.ts";

/** A relay finds out when it renews its lease, and looks once a second. */
const wholeWithinMs = 7_000;
const reconcileEveryMs = 200;

export const redisFlush: Scenario = {
  name: "redis-flush",
  about:
    "Redis is emptied under load; then the whole fleet is killed at once and starts from cold.",
  fault: "an emptied directory claims to be ten minutes old, so that absence is believed",
  full: { hosts: 20, perSecond: 200, seconds: 10 },
  small: { relays: 2, seconds: 1 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open();
    const { seeder, relays, redis, target } = fleet;
    const online = await awaitOnline(seeder);
    // As the worker does twice a minute, only that no moment is missed.
    let reconciling = Promise.resolve();
    const reconcile = () => {
      reconciling = reconciling.then(() => seeder.reconcile());
    };
    const timer = setInterval(reconcile, reconcileEveryMs);

    const load = await startLoad(fleet, size);
    await seeder.redis.flushall();
    if (hasFault) await seeder.redis.set("homeport:directory:born", Date.now() - 600_000);
    await notes.within("an emptied directory is whole again", wholeWithinMs, () => isWhole(fleet));
    await load.lasts(size.seconds * 1_000);
    await load.stop();
    notes.judge("requests", { records: load.records, effects: target.effects });
    await claimOnline("an emptied directory");

    if (!hasFault) {
      await Promise.all(relays.map((relay) => relay.kill("SIGKILL")));
      await redis.stop("kill");
      await redis.start();
      await Promise.all(relays.map((relay) => relay.start()));
      await notes.within("a fleet from cold is whole", 15_000, () => isWhole(fleet));
      await claimOnline("a cold start");
    }
    clearInterval(timer);
    await reconciling;

    async function claimOnline(after: string): Promise<void> {
      await reconciling;
      const turned = online.turned(await readOnline(seeder));
      notes.claim(`${after} shows no host offline`, turned.length === 0, turned.length);
    }
  },
};

async function isWhole(fleet: { whole(deadlineMs?: number): Promise<void> }): Promise<boolean> {
  await fleet.whole(1_000);
  return true;
}
