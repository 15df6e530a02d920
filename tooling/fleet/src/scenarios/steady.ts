import { percentileMs } from "../load/findings.ts";
import { forwardingOff, type Scenario } from "../scenario/scenario.ts";
import { startLoad, startWatchers } from "../scenario/start-load.ts";
import { readRedisCalls, scriptCalls } from "../stores/redis-calls.ts";

/** An owner is believed for half a minute, so some requests of a long run look one up anew. */
const askedShare = 0.1;

export const steady: Scenario = {
  name: "steady",
  about: "Nothing happens: visitors land on several relays, and the hosts are at others.",
  fault: "relays do not reach each other",
  full: { hosts: 50, perSecond: 300, seconds: 60, events: 20, echoes: 50, p99Ms: 250 },
  small: { seconds: 3, perSecond: 100, events: 3, echoes: 6 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open(hasFault ? { relayEnv: forwardingOff, tunnels: 1 } : {});
    const watchers = hasFault ? null : await startWatchers(fleet, size);
    const load = await startLoad(fleet, size);
    await load.lasts(1_000);
    const before = scriptCalls(await readRedisCalls(fleet.seeder));
    const sentBefore = load.records.length;
    await load.lasts(size.seconds * 1_000);
    const asked = scriptCalls(await readRedisCalls(fleet.seeder)) - before;
    const requests = load.records.length - sentBefore;
    await load.stop();
    watchers?.stop();
    const { effects } = fleet.target;
    notes.judge("requests", { records: load.records, effects });
    notes.atMost("p99 of the requests", percentileMs(load.records, 0.99), size.p99Ms, "ms");
    const share = asked / requests;
    notes.atMost("scripts in Redis a request, heartbeats included", share, askedShare, "");
    const cut = watchers?.interruptions.length ?? 0;
    notes.claim("no held connection ends", cut === 0, cut);
  },
};
