import { waitFor } from "@homeport/testkit";
import { verifyVaults } from "@homeport/vaults";
import type { Notes } from "../scenario/notes.ts";
import type { Scenario, Size } from "../scenario/scenario.ts";
import { countHeld, findOpenLooks, haveEnded, readOutcome, setGate } from "../vaults/store.ts";
import { openVaultLab, type VaultLab, type VaultLabPlan } from "../vaults/vault-lab.ts";

const concurrency = 4;
/** After this many leases a vault that somebody can look at was looked at. */
const patience = 12;

export const vaults: Scenario = {
  name: "vaults",
  about:
    "Changes of vaults wait for their sources, and their workers are killed, frozen past their leases and thawed, Redis emptied, Postgres restarted.",
  fault: "a worker looks at its lease, and at what it changes, before it writes and never again",
  full: { workers: 4, pieces: 500, rounds: 3, leaseMs: 15_000 },
  small: { workers: 3, pieces: 60, leaseMs: 2_400 },
  async run({ size, hasFault, notes }) {
    await using stack = new AsyncDisposableStack();
    const plan = planOf(size, hasFault);
    const lab = await openVaultLab(plan, stack);
    const course = createCourse(lab, plan, notes);
    const troubles = hasFault ? [freezeOne] : [killAll, freezeSome, emptyRedis, restartPostgres];
    const rounds = troubles.length * size.rounds;
    for (let at = 0; at < rounds; at += 1) {
      const trouble = troubles[at % troubles.length];
      if (trouble !== undefined) await trouble(course, Math.ceil(size.pieces / rounds));
    }
    const { promoted, waiting, doubled, miscounted, counted, leases } = await course.outcome();
    notes.claim("each change that has landed is history", waiting === 0, `${waiting} still wait`);
    notes.claim("none became history twice", doubled === 0, `${doubled} did`);
    notes.claim("no look counts twice in an interval", miscounted === 0, `${miscounted} did`);
    const { signal } = new AbortController();
    const { failed } = await verifyVaults(lab.filler.ctx, { signal });
    notes.claim("every vault is what its history makes of it", failed === 0, `${failed} are not`);
    notes.figure("changes that became history", promoted);
    notes.figure("looks that counted", counted);
    notes.figure("leases taken", leases);
    notes.figure("workers killed", course.troubles.kills);
    notes.figure("workers frozen past their leases", course.troubles.freezes);
  },
};

interface Course extends VaultLab {
  readonly notes: Notes;
  /** Lets changes wait and does something to the workers once each has its hands full; then waits until all is history. */
  work(when: string, count: number, trouble: () => Promise<void>): Promise<void>;
  outcome(): ReturnType<typeof readOutcome>;
  /** What was done to workers so far. */
  readonly troubles: { kills: number; freezes: number };
  readonly deadlineMs: number;
}

function createCourse(lab: VaultLab, plan: VaultLabPlan, notes: Notes): Course {
  const { db, workers, filler } = lab;
  const { sql } = db;
  const deadlineMs = 20_000 + patience * plan.ttlMs;
  const outcome = () => readOutcome(sql, plan.checkMs);

  async function areAllBusy(): Promise<boolean> {
    const held = await countHeld(sql);
    return workers.every(({ name }) => (held.get(name) ?? 0) > 0);
  }

  return {
    ...{ ...lab, notes, outcome, deadlineMs, troubles: { kills: 0, freezes: 0 } },
    async work(when, count, trouble) {
      await setGate(sql, false);
      await filler.fill(count);
      await notes.within(`${when}: every worker looks at something`, deadlineMs, areAllBusy);
      await trouble();
      // A store that has just come back may refuse a first statement.
      const openGate = async () => setGate(sql, true).then(() => true);
      await waitFor(openGate, { deadlineMs, what: "the gate opens" });
      await notes.within(`${when}: all that has landed becomes history`, deadlineMs, async () => {
        const { waiting } = await outcome().catch(() => ({ waiting: 1 }));
        return waiting === 0;
      });
    },
  };
}

/** All are killed while they look, and come back: what they held is taken up once their leases are over. */
async function killAll({ work, workers, troubles }: Course, count: number): Promise<void> {
  let back: Promise<unknown> = Promise.resolve();
  await work("while workers are killed", count, async () => {
    await Promise.all(workers.map((worker) => worker.kill("SIGKILL")));
    troubles.kills += workers.length;
    back = Promise.all(workers.map((worker) => worker.start()));
    back.catch(() => undefined);
  });
  await back;
}

/** All but one are frozen while they look, until the other has done their work, and then thawed. */
async function freezeSome(course: Course, count: number): Promise<void> {
  await freeze(course, count, course.workers.slice(1));
}

async function freezeOne(course: Course, count: number): Promise<void> {
  await freeze(course, count, course.workers.slice(-1));
}

async function freeze(
  { work, db, notes, deadlineMs, troubles }: Course,
  count: number,
  frozen: VaultLab["workers"],
): Promise<void> {
  let looks: string[] = [];
  await work("while workers are frozen", count, async () => {
    for (const worker of frozen) worker.freeze();
    troubles.freezes += frozen.length;
    looks = await findOpenLooks(db.sql, frozen);
  });
  for (const worker of frozen) worker.thaw();
  // What they had read before they were frozen is written now, or refused.
  await notes.within("workers that wake end what they were at", deadlineMs, () =>
    haveEnded(db.sql, looks),
  );
}

async function emptyRedis({ work, redis }: Course, count: number): Promise<void> {
  await work("when Redis is emptied", count, async () => void (await redis.flushall()));
}

async function restartPostgres({ work, postgres }: Course, count: number): Promise<void> {
  await work("when Postgres restarts", count, async () => {
    await postgres.stop();
    await postgres.start();
  });
}

/** In the proportions of production, where a lease is 15 s, and a look counts every 10 s. */
function planOf({ workers, leaseMs }: Size, hasFault: boolean): VaultLabPlan {
  return {
    ...{ workers, concurrency, hasFault },
    ...{ ttlMs: leaseMs, lockMs: leaseMs, sweepEveryMs: leaseMs / 12, stalledMs: leaseMs / 3 },
    checkMs: Math.min(leaseMs / 3, 1_000),
  };
}
