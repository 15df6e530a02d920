import { waitFor } from "@homeport/testkit";
import { percentileMs } from "../load/findings.ts";
import type { RelayReplica } from "../replica/relay-replica.ts";
import { readProcess } from "../report/process-use.ts";
import { productionEnv, type Scenario } from "../scenario/scenario.ts";
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
  full: {
    ...{ relays: 2, hosts: 5_000, tunnels: 1, perSecond: 100, seconds: 15, p99Ms: 50 },
    env: productionEnv,
  },
  small: { relays: 2, hosts: 60, tunnels: 1, perSecond: 30, seconds: 1 },
  async run({ size, hasFault, notes, open }) {
    const apps = Math.min(50, size.hosts);
    const fleet = await open({ running: 1, apps, quietAProcess: hostsAProcess });
    const [full, empty] = fleet.relays;
    if (!full || !empty) throw new Error("a storm needs two relays");
    const idle = await measureIdle(full, size.seconds * 1_000);
    notes.figure("CPU of all tunnels, idle", idle.cpuShare * 100, "% of a core");
    const load = await startLoad(fleet, size);
    await load.lasts(size.seconds * 1_000);
    const calm = [...load.records];
    notes.judge("with all tunnels at one relay", { records: calm, effects: fleet.target.effects });
    notes.atMost("p95 of a request", percentileMs(calm, 0.95), size.p99Ms, "ms");

    await empty.start();
    const emptyBytes = readProcess(empty.pid())?.rssBytes ?? 0;
    notes.figure("memory a tunnel", (idle.rssBytes - emptyBytes) / size.hosts / 1_024, "KiB");
    const beats = () => empty.readMetric("homeport_directory_refresh_seconds_count");
    const beatsBefore = await beats();
    // A heartbeat has just passed: none falls into the time in which writes are counted.
    await notes.within("the other relay keeps the directory", 20_000, async () => {
      return (await beats()) > beatsBefore;
    });
    const before = await writes();
    const cpuBeforeMs = readProcess(empty.pid())?.cpuMs ?? 0;
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
    const cpuMs = (readProcess(empty.pid())?.cpuMs ?? 0) - cpuBeforeMs;
    notes.figure("CPU of the relay a host that comes", cpuMs / size.hosts, "ms");
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

/** What a relay takes while nobody asks for anything. */
async function measureIdle(
  relay: RelayReplica,
  forMs: number,
): Promise<{ cpuShare: number; rssBytes: number }> {
  const before = readProcess(relay.pid());
  const untilMs = performance.now() + forMs;
  await waitFor(() => performance.now() > untilMs, { deadlineMs: forMs + 5_000, everyMs: 100 });
  const after = readProcess(relay.pid());
  const cpuMs = (after?.cpuMs ?? 0) - (before?.cpuMs ?? 0);
  return { cpuShare: cpuMs / forMs, rssBytes: after?.rssBytes ?? 0 };
}
