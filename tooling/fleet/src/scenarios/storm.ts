import { percentileMs } from "../load/findings.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { startLoad } from "../scenario/start-load.ts";
import { readRedisCalls } from "../stores/redis-calls.ts";

const backWithinMs = 10_000;
/** All tunnels of a relay are written again every 15 s; a little less is clear of that. */
const countedMs = 14_000;
const hostsAProcess = 625;

export const storm: Scenario = {
  name: "storm",
  about:
    "All hosts hold their only tunnel at one relay, which is killed: they come to the other one.",
  fault: "Redis is emptied in the middle of it, so that every tunnel is written twice",
  full: { relays: 2, hosts: 5_000, tunnels: 1, perSecond: 100, seconds: 15, p99Ms: 50 },
  small: { relays: 2, hosts: 60, tunnels: 1, perSecond: 30, seconds: 1 },
  async run({ size, hasFault, notes, open }) {
    const apps = Math.min(50, size.hosts);
    const fleet = await open({ running: 1, apps, quietAProcess: hostsAProcess });
    const [full, empty] = fleet.relays;
    if (!full || !empty) throw new Error("a storm needs two relays");
    const load = await startLoad(fleet, size);
    await load.lasts(size.seconds * 1_000);
    const calm = [...load.records];
    notes.judge("with all tunnels at one relay", { records: calm, effects: fleet.target.effects });
    notes.atMost("p95 of a request", percentileMs(calm, 0.95), size.p99Ms, "ms");

    await empty.start();
    const beats = () => empty.readMetric("homeport_directory_refresh_seconds_count");
    const beatsBefore = await beats();
    // A heartbeat has just passed: none falls into the time in which writes are counted.
    await load.lasts(0);
    await notes.within("the other relay keeps the directory", 20_000, async () => {
      return (await beats()) > beatsBefore;
    });
    const before = await writes();
    const killedAtMs = performance.now();
    await full.kill("SIGKILL");
    if (hasFault) await fleet.seeder.redis.flushall();
    const tunnels = () => empty.readMetric("homeport_relay_tunnels_current");
    const tookMs = await notes.within(
      "all hosts are back at the other relay",
      backWithinMs,
      async () => {
        return (await tunnels()) >= size.hosts;
      },
    );
    notes.figure("back within", tookMs, "ms");
    const leftMs = killedAtMs + (hasFault ? countedMs / 2 : tookMs + 500) - performance.now();
    await load.lasts(Math.max(0, leftMs));
    const perHost = ((await writes()) - before) / size.hosts;
    notes.atMost("directory writes a host", perHost, 1, "");
    await load.stop();
    notes.load(
      "from the kill on",
      load.records.filter(({ sentAtMs }) => sentAtMs > killedAtMs),
    );
    await fleet.whole(30_000);

    /** Nothing else of a fleet sets a life in ms on a key that exists. */
    async function writes(): Promise<number> {
      return (await readRedisCalls(fleet.seeder)).get("pexpire") ?? 0;
    }
  },
};
