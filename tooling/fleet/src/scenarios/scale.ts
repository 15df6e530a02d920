import { forwardingOff, type Scenario } from "../scenario/scenario.ts";
import { startLoad } from "../scenario/start-load.ts";

export const scale: Scenario = {
  name: "scale",
  about: "Relays join one by one while visitors come, and all but the last one leave again.",
  fault: "relays do not reach each other, so one that joins serves nobody",
  full: { relays: 4, hosts: 50, perSecond: 200, seconds: 15, p99Ms: 250 },
  small: { relays: 2, seconds: 2 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open({ running: 1, ...(hasFault ? { relayEnv: forwardingOff } : {}) });
    const [first, ...others] = fleet.relays;
    const load = await startLoad(fleet, size);
    for (const relay of others) {
      await relay.start();
      await load.lasts(size.seconds * 1_000);
    }
    const leaving = [first, ...others.slice(0, -1)];
    for (const relay of leaving) {
      await relay?.kill("SIGTERM");
      await load.lasts(size.seconds * 1_000);
    }
    await load.stop();
    const { records } = load;
    notes.judge("requests", { records, effects: fleet.target.effects });
    for (const { relayId } of fleet.relays) {
      const served = records.filter((record) => record.relayId === relayId).length;
      notes.claim(`${relayId} serves visitors`, served > 0, `${served} requests`);
    }
    // For a control on the same fleet.
    for (const relay of leaving.toReversed()) await relay?.start();
  },
};
