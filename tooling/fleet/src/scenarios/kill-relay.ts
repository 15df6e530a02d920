import { backAfterMs, percentileMs } from "../load/findings.ts";
import { forwardingOff, type Scenario } from "../scenario/scenario.ts";
import { startLoad, startWatchers } from "../scenario/start-load.ts";

export const killRelay: Scenario = {
  name: "kill-relay",
  about: "One relay of several is killed while visitors come and others hold connections.",
  fault: "relays do not reach each other, and every host is at one of them only",
  full: { hosts: 50, perSecond: 300, seconds: 20, events: 20, echoes: 50, p99Ms: 250 },
  small: { hosts: 6, perSecond: 60, seconds: 4, events: 5, echoes: 10 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open(hasFault ? { relayEnv: forwardingOff, tunnels: 1 } : {});
    const watchers = hasFault ? null : await startWatchers(fleet, size);
    const load = await startLoad(fleet, size);

    const [dying] = fleet.relays;
    if (!dying) throw new Error("the fleet is empty");
    const atMs = performance.now();
    await dying.kill("SIGKILL");
    const untilMs = performance.now();
    await load.lasts(size.seconds * 1_000);
    await load.stop();
    const alive = watchers?.aliveCount() ?? 0;
    watchers?.stop();

    const { records } = load;
    const loss = { relayId: dying.relayId, atMs, untilMs };
    notes.judge("requests", { records, effects: fleet.target.effects }, loss);
    const later = records.filter(({ sentAtMs }) => sentAtMs > untilMs);
    notes.load("after the kill", later);
    if (size.tunnels > 1) {
      notes.atMost("p99 of what comes after", percentileMs(later, 0.99), size.p99Ms, "ms");
    }
    notes.atMost("every host answers again", backAfterMs(records, untilMs), 2_000, "ms");
    if (watchers === null) return;
    notes.claim("all held connections are back", alive === size.events + size.echoes, alive);
    notes.interruptions(watchers.interruptions);
  },
};
