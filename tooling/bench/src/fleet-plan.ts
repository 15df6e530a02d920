import type { BenchCase } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { cachedReads } from "./cases/cached-reads.ts";
import { idleStatements } from "./cases/idle-statements.ts";
import { measured } from "./cases/measured.ts";
import { takeovers } from "./cases/takeovers.ts";
import { contender, type Running } from "./contender.ts";
import { asked } from "./contenders/asked.ts";
import { idleReplica } from "./contenders/idle-replica.ts";
import { takeover } from "./contenders/takeover.ts";
import { type OwnProgram, startProgram } from "./program.ts";
import { fleetGoals } from "./report/fleet-goals.ts";
import type { Site } from "./site.ts";

/** What many replicas stand on, beside what it is compared with. */
export const fleetPlan: BenchPlan = {
  name: "fleet",
  does: "what many replicas stand on: fences, announcements, wakes, limits, take-overs, beside controls",
  usual: { rounds: 5, seconds: 3 },
  goals: fleetGoals,
  listCases,
};

function listCases(site: Site): readonly BenchCase[] {
  const writes = shared(() => start(site, "writes", "fleet-writes.ts"));
  const feed = shared(() => start(site, "feed", "fleet-feed.ts"));
  const jobs = shared(() => start(site, "jobs", "fleet-jobs.ts"));
  const limits = () => start(site, "limits", "fleet-limits.ts");
  return [
    measured("writes", "small writes, 16 at a time", [
      asked("fenced", "fenced", writes),
      asked("for-update", "locked", writes),
      asked("unfenced", "bare", writes),
    ]),
    measured("announce", "a word to three others", [
      asked("announced", "announce", feed),
      asked("redis-stream", "redis-stream", feed),
    ]),
    cachedReads([reader(site, "guarded"), reader(site, "bare")]),
    measured("wakes", "two workers, eight at a time each", [
      asked("fenced-wakes", "wakes", jobs),
      asked("bullmq-alone", "bullmq-alone", jobs),
    ]),
    measured("spread", "jobs that wait 100 ms, four at a time a worker", [
      asked("one-worker", "one-worker", jobs),
      asked("two-workers", "two-workers", jobs),
      asked("four-workers", "four-workers", jobs),
    ]),
    idleStatements([
      idleReplica(site, "idle-worker", "worker"),
      idleReplica(site, "idle-relay", "relay"),
    ]),
    takeovers([takeover(site, "killed-holder")]),
    measured("limits", "100,000 keys", [asked("rate-keys", "rate-keys", limits)], { once: true }),
  ];
}

async function start(site: Site, role: string, file: string, ...more: string[]) {
  const { databaseUrl, redisUrl } = await site.openLab();
  return await startProgram(site.stage, role, file, [databaseUrl, redisUrl, ...more]);
}

function reader(site: Site, name: "guarded" | "bare") {
  return contender<Running>(name, async () => {
    const program = await start(site, name, "cached-read.ts", name);
    return { port: program.port, host: "reads.test", headers: {}, programs: [program] };
  });
}

/** One process, however many contenders ask it. */
function shared(begin: () => Promise<OwnProgram>): () => Promise<OwnProgram> {
  let started: Promise<OwnProgram> | undefined;
  return () => {
    started ??= begin();
    return started;
  };
}
