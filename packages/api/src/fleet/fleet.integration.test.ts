import { fileURLToPath } from "node:url";
import { acquireLease } from "@homeport/coordination";
import { HostsError } from "@homeport/hosts";
import {
  bindTask,
  consume,
  defineTask,
  defineWake,
  openQueueReader,
  openQueues,
} from "@homeport/jobs";
import {
  createMetrics,
  PlatformError,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { type OwnStore, ownRedis, spawnApp, waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  call,
  dataOf,
  migratedDatabase,
  type Outcome,
  type Person,
  refusal,
  signUp,
} from "../../test/people.ts";
import { type Replica, replicaSecret, startReplica } from "../../test/replica.ts";
import { listFleetTunnels } from "./list-tunnels.ts";

const deadline = { deadlineMs: 20_000 };
const workerEntry = fileURLToPath(new URL("../../../../apps/worker/src/main.ts", import.meta.url));

const brittle = defineTask({
  name: "test.brittle",
  queue: "work",
  payload: z.object({ id: z.string() }),
  attempts: 1,
});
const hourly = defineTask({
  name: "test.hourly",
  queue: "work",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

let stack: AsyncDisposableStack;
let databaseUrl: string;
let redis: OwnStore;
let replica: Replica;
let operator: Person;
let isBroken = true;
let queues: ReturnType<typeof openQueues>;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  ({ url: databaseUrl } = stack.use(await migratedDatabase()));
  redis = stack.use(await ownRedis());
  const shared = {
    ...{ url: redis.url, clock: systemClock, random: systemRandom, log: silentLog },
    metrics: createMetrics({ app: "test", version: "0" }),
  };
  const reader = stack.use(openQueueReader(shared));
  queues = stack.use(openQueues(shared));
  const run = async () => {
    if (isBroken) throw new PlatformError("FORBIDDEN");
  };
  const tasks = [bindTask(brittle, run), bindTask(hourly, run)];
  stack.use(consume({ ...shared, tasks, scheduleCheckMs: 200 }));
  const wake = defineWake({
    ...{ name: "test.due", queue: "due", concurrency: 1 },
    due: async () => [{ key: "a", dueForMs: 70_000 }, { key: "b" }],
  });
  replica = stack.use(
    await startReplica(databaseUrl, {
      operators: { emails: new Set(), firstPerson: true },
      fleet: {
        queues: reader,
        wakes: [{ contract: wake, due: (limit) => wake.due(undefined, limit) }],
        readSecretWarning: () => null,
      },
    }),
  );
  operator = await signUp(replica, "operator");
  await waitFor(async () => (await reader.listQueues()).length === 1, deadline);
});
afterAll(() => stack.disposeAsync());

const ask = async (path: string, input?: unknown): Promise<unknown> =>
  dataOf(await call(replica, "query", `fleet.${path}`, input, { as: operator }));

const act = (path: string, input: unknown): Promise<Outcome> =>
  call(replica, "mutation", `fleet.${path}`, input, { as: operator });

async function audited(action: string) {
  return await replica.db.orm.execute(sql`
    select organization_id, actor_id, target_kind, target_id, outcome
    from audit_entries where action = ${action} order by at`);
}

const replicaSchema = z.object({ id: z.string(), app: z.string(), state: z.string() });

describe("a replica that an operator drains", () => {
  test("ends in order because of its row, says so in the registry, and is asked once", async () => {
    await using worker = spawnApp({
      entry: workerEntry,
      env: {
        ...{ HOMEPORT_STAGE: "test", HOMEPORT_REPLICA_ID: "worker-7" },
        HOMEPORT_SECRET: replicaSecret,
        ...{ HOMEPORT_OPS_ADDR: "127.0.0.1:0", HOMEPORT_DRAIN_DELAY_MS: "0" },
        ...{ DATABASE_URL: databaseUrl, REDIS_URL: redis.url },
      },
    });
    const found = await waitFor(async () => {
      const all = z.array(replicaSchema).parse(await ask("replicas.list"));
      return all.find(({ state }) => state === "ready");
    }, deadline);
    expect(found).toMatchObject({ id: "worker-7", app: "worker" });
    const asked = await Promise.all([1, 2].map(() => act("replicas.drain", { id: "worker-7" })));
    expect(asked.map(refusal).sort()).toEqual(["409 REPLICA_STATE", null]);
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    expect(await ask("replicas.get", { id: "worker-7" })).toMatchObject({ state: "stopped" });
    expect(await audited("fleet.drain")).toMatchObject([
      {
        ...{ organization_id: null, actor_id: operator.userId },
        ...{ target_kind: "replica", target_id: "worker-7", outcome: "success" },
      },
    ]);
    const again = await act("replicas.drain", { id: "worker-7" });
    expect(again).toMatchObject({
      failure: { message: "This replica has stopped, so there is nothing to drain." },
    });
  });

  test("has to be one of ours", async () => {
    expect(refusal(await act("replicas.drain", { id: "nobody" }))).toBe("404 REPLICA_NOT_FOUND");
  });
});

describe("a lease that an operator expires", () => {
  test("is the acquisition that was shown, and no other", async () => {
    const wanted = { name: "stuck", ttlMs: 600_000, replicaId: "worker-7" };
    await acquireLease(replica.db.sql, systemRandom, wanted);
    const shown = await ask("leases.list");
    expect(shown).toContainEqual(expect.objectContaining({ name: "stuck", fence: "1" }));
    const stale = await act("leases.expire", { name: "stuck", fence: "2" });
    expect(refusal(stale)).toBe("409 LEASE_MOVED");
    expect(await audited("lease.expire")).toHaveLength(0);
    expect(refusal(await act("leases.expire", { name: "stuck", fence: "1" }))).toBeNull();
    expect(await audited("lease.expire")).toMatchObject([{ target_id: "stuck" }]);
    const taken = await acquireLease(replica.db.sql, systemRandom, wanted);
    expect(taken).toMatchObject({ fence: 2n, stolen: true });
  });
});

const listSchema = z.object({
  total: z.number(),
  jobs: z.array(z.object({ queue: z.string(), jobId: z.string(), name: z.string() })),
});

async function failedJob(id: string) {
  isBroken = true;
  const failed = async () =>
    listSchema.parse(await ask("jobs.list", { queue: "work", state: "failed" }));
  const { total } = await failed();
  await queues.enqueue(brittle, { id });
  const job = await waitFor(async () => {
    const now = await failed();
    return now.total > total ? now.jobs.find(({ name }) => name === brittle.name) : null;
  }, deadline);
  return { queue: job.queue, jobId: job.jobId };
}

describe("a failed job", () => {
  test("runs once more when an operator asks, and each thing that is done to it is on record", async () => {
    const job = await failedJob("one");
    expect(await ask("jobs.get", job)).toMatchObject({ payload: { id: "one" }, attemptsMade: 1 });
    isBroken = false;
    expect(refusal(await act("jobs.retry", job))).toBeNull();
    await waitFor(async () => {
      const { state } = z.object({ state: z.string() }).parse(await ask("jobs.get", job));
      return state === "completed";
    }, deadline);
    expect(refusal(await act("jobs.retry", job))).toBe("409 JOB_STATE");
    const target_id = `work/${job.jobId}`;
    expect(await audited("job.retry")).toMatchObject([{ target_kind: "job", target_id }]);
    expect(refusal(await act("jobs.remove", job))).toBeNull();
    expect(await audited("job.remove")).toMatchObject([{ target_id }]);
    expect(refusal(await act("jobs.remove", job))).toBe("404 JOB_NOT_FOUND");
  });
});

describe("what operators read of the whole", () => {
  test("limits are those of all live replicas together, with the share of each", async () => {
    const told = (refused: number, networks: unknown, more = {}) => ({
      limits: [
        { name: "page", rate: { perSecond: 30, burst: 601 }, refused, top: networks, ...more },
      ],
    });
    await replica.db.orm.execute(sql`
      insert into replicas (id, app, version, hostname, pid, state, capacity, pool_max, schema_version, seen_at, vitals)
      select id, 'web', '1', 'attic', 1, 'ready', 2, 20, '1', now() + interval '1 h', vitals::jsonb
      from (values
        ('web-a', ${JSON.stringify(told(2, [["192.0.2.0/24", 2]]))}),
        ('web-b', ${JSON.stringify(told(1, [["192.0.2.0/24", 1]], { isFleet: true }))}),
        ('web-c', '{"limits": "none of this version"}')
      ) as told (id, vitals)`);
    expect(await ask("limits.status")).toContainEqual({
      ...{ app: "web", name: "page", rate: { perSecond: 30, burst: 601 } },
      ...{
        share: { perSecond: 15, burst: 300 },
        isFleet: true,
        refused: 3,
        top: [["192.0.2.0/24", 3]],
      },
    });
    await replica.db.orm.execute(sql`delete from replicas where id like 'web-_'`);
  });

  test("the configuration tells values, and of a secret its id alone", async () => {
    const shown = await ask("configuration");
    expect(shown).toMatchObject({ kid: "0badc0de", previousKid: null, sealed: [] });
    expect(JSON.stringify(shown)).not.toContain(replicaSecret);
  });

  test("migrations are told in the order in which they were applied", async () => {
    const migrations = z.array(z.object({ id: z.string() })).parse(await ask("migrations"));
    expect(migrations[0]?.id).toBe("0000_tables");
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map(({ id }) => id).sort());
  });

  test("tunnels are those of the directory, and not known while it cannot be asked", async () => {
    expect(await ask("tunnels.list")).toEqual({ known: false });
    const listFrom = (lookup: () => Promise<ReadonlyMap<string, []>>) =>
      listFleetTunnels({ hosts: replica.hosts, directory: { lookup } }, {});
    const empty = await listFrom(async () => new Map());
    expect(empty).toEqual({ known: true, tunnels: [], nextCursor: null });
    const away = () => Promise.reject(new HostsError("DIRECTORY_UNAVAILABLE"));
    expect(await listFrom(away)).toEqual({ known: false });
  });
});

test("a schedule is shown with its last and next run, and runs when an operator asks", async () => {
  await replica.db.orm.execute(sql`
    insert into leases (name, last_done_at) values ('test.hourly', now() - interval '10 s')`);
  const found = await waitFor(async () => {
    const all = z.array(z.looseObject({ name: z.string() })).parse(await ask("schedules.list"));
    return all.find(({ name }) => name === "test.hourly");
  }, deadline);
  expect(found).toMatchObject({ queue: "work", everyMs: 3_600_000, nextAt: expect.any(Date) });
  expect(found["doneAgoMs"]).toBeGreaterThanOrEqual(10_000);
  const input = { queue: "work", name: "test.hourly" };
  expect(refusal(await act("schedules.runNow", input))).toBeNull();
  expect(await audited("schedule.run")).toMatchObject([{ target_id: "work/test.hourly" }]);
});

test("what is due is counted by contract, and the oldest of it shows in the overview", async () => {
  expect(await ask("wakes.list")).toEqual([
    {
      ...{ name: "test.due", queue: "due", sweepEveryMs: 5_000 },
      ...{ due: 2, isMore: false, oldestMs: 70_000 },
    },
  ]);
  expect(await ask("overview")).toMatchObject({
    oldest: { name: "test.due", ms: 70_000 },
    redis: { is: "up", evictionPolicy: "noeviction" },
    hosts: 0,
  });
  expect(await ask("warnings")).toContainEqual(expect.objectContaining({ code: "late" }));
});

test("the feed is shown by what the change log took in", async () => {
  await replica.db.orm.execute(sql`insert into changes (topic, key) values ('host', 'h')`);
  const { topics } = z
    .object({ topics: z.array(z.looseObject({ topic: z.string() })) })
    .parse(await ask("feed.status"));
  expect(topics).toContainEqual(expect.objectContaining({ topic: "host", changes: 1 }));
});

describe("while Redis is away", () => {
  test("the overview says so, queues are 503 QUEUES_AWAY, and what was not done is not on record", async () => {
    const job = await failedJob("late");
    const before = await audited("job.retry");
    await redis.stop("kill");
    try {
      await waitFor(async () => {
        const { is, forMs } = z
          .object({ redis: z.object({ is: z.string(), forMs: z.number().optional() }) })
          .parse(await ask("overview")).redis;
        return is === "away" && (forMs ?? 0) > 0;
      }, deadline);
      const outcome = await call(replica, "query", "fleet.queues.list", undefined, {
        as: operator,
      });
      expect(refusal(outcome)).toBe("503 QUEUES_AWAY");
      expect(refusal(await act("jobs.retry", job))).toBe("503 QUEUES_AWAY");
      expect(await audited("job.retry")).toEqual(before);
      expect(await ask("warnings")).toContainEqual(
        expect.objectContaining({ code: "redis-away", runbook: "lose-redis" }),
      );
      expect(await ask("leases.list")).not.toEqual([]);
    } finally {
      await redis.start();
    }
  });

  test("an act that it was asked for and did not answer is on record as one of unknown outcome", async () => {
    await waitFor(async () => queues.isUp(), deadline);
    // A queue is there again with its first job.
    await queues.enqueue(brittle, { id: "after its return" });
    const failed = { queue: "work", state: "failed" };
    await waitFor(async () => {
      const listed = await call(replica, "query", "fleet.jobs.list", failed, { as: operator });
      return refusal(listed) === null;
    }, deadline);
    const job = await failedJob("unanswered");
    const before = await audited("job.remove");
    redis.freeze();
    try {
      expect(refusal(await act("jobs.remove", job))).toBe("503 OUTCOME_UNKNOWN");
    } finally {
      redis.thaw();
    }
    const target_id = `${job.queue}/${job.jobId}`;
    expect((await audited("job.remove")).slice(before.length)).toMatchObject([
      { target_kind: "job", target_id, outcome: "failed" },
    ]);
  });
});
