import type { Fleet } from "../fleet.ts";
import { sendRequest } from "../load/send-request.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { startLoad } from "../scenario/start-load.ts";

export const redisAway: Scenario = {
  name: "redis-away",
  about: "Redis is killed under load and comes back later; meanwhile all agents restart.",
  fault: "the relays were never asked before, so none knows where a host of others is",
  full: { hosts: 20, perSecond: 200, seconds: 120 },
  small: { relays: 2, seconds: 2 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open({ tunnels: 1 });
    const { redis, hosts, target } = fleet;
    if (hasFault) {
      await redis.stop("kill");
      const load = await startLoad(fleet, size);
      await load.stop();
      notes.judge("without Redis", { records: load.records, effects: target.effects });
      return;
    }
    const load = await startLoad(fleet, size);
    await load.lasts(1_000);
    await redis.stop("kill");
    await load.lasts(size.seconds * 1_000);
    await load.stop();
    notes.judge("without Redis", { records: load.records, effects: target.effects });

    const startedMs = performance.now();
    await hosts.restart();
    const tookMs = Math.round(performance.now() - startedMs);
    await notes.within(`agents that restarted in ${tookMs} ms are served`, 5_000, () =>
      isEachServed(fleet),
    );
    await redis.start();
    await notes.within("the directory is whole once Redis is back", 2_000, async () => {
      await fleet.whole(2_000);
      return true;
    });
    const after = await startLoad(fleet, size);
    await after.lasts(1_000);
    await after.stop();
    notes.judge("after its return", { records: after.records, effects: target.effects });
  },
};

/** Every host answers at one relay at least: the one that holds its tunnel. */
async function isEachServed({ appHosts, relays, visitor }: Fleet): Promise<boolean> {
  const answers = await Promise.all(
    appHosts.map(async (host) => {
      const tries = relays.map(({ port, relayId }) =>
        sendRequest({ ...visitor, port }, { id: `${host}-${relayId}`, method: "GET", host }),
      );
      return (await Promise.all(tries)).some(({ status }) => status === 200);
    }),
  );
  return answers.every(Boolean);
}
