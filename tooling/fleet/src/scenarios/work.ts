import { waitFor } from "@homeport/testkit";
import type { Notes } from "../scenario/notes.ts";
import type { Scenario, Size } from "../scenario/scenario.ts";
import {
  countHeld,
  findOpenRuns,
  insertPieces,
  readEffects,
  readOutcomes,
  readRuns,
  setGate,
} from "../work/store.ts";
import { type LabPlan, openWorkLab, type WorkLab } from "../work/work-lab.ts";

const concurrency = 4;
/** After this many leases a piece that somebody can do is done. */
const patience = 12;

export const work: Scenario = {
  name: "work",
  about:
    "Rows are due, and their workers are killed, frozen past their leases and thawed, Redis emptied, Postgres restarted.",
  fault:
    "each worker has a queue of its own, and looks whether it holds a row in place of proving it in the write",
  full: { workers: 4, pieces: 2_000, rounds: 3, leaseMs: 15_000 },
  small: { workers: 3, pieces: 300, leaseMs: 2_400 },
  async run({ size, hasFault, notes }) {
    await using stack = new AsyncDisposableStack();
    const plan = planOf(size, hasFault);
    const lab = await openWorkLab(plan, stack);
    const course = createCourse(lab, plan, notes);
    const troubles = hasFault ? [freezeOne] : [killAndFreeze, emptyRedis, restartPostgres];
    const batches = splitEvenly(size.pieces, 1 + troubles.length * size.rounds);

    await course.work("in calm", batches.shift() ?? 0, async () => undefined);
    const { shared } = await readRuns(lab.sql);
    notes.claim("no row is worked on by two workers at once in calm", shared === 0, shared);
    for (const [index, batch] of batches.entries()) {
      const trouble = troubles[index % troubles.length];
      if (trouble !== undefined) await trouble(course, batch);
    }

    await course.untilQuiet();
    const { most } = await readRuns(lab.sql);
    notes.atMost("what a worker runs at once", most, concurrency, "runs");
    const { missing, doubled, effects } = await readEffects(lab.sql);
    notes.claim(
      "each due row has its effect",
      missing === 0,
      `${missing} of ${size.pieces} have none`,
    );
    notes.claim("no row has a second effect", doubled === 0, `${doubled} have`);
    notes.figure("effects", effects);
  },
};

interface Course extends WorkLab {
  readonly notes: Notes;
  /** Makes rows due and does something to the workers once each has its hands full; then waits until all is done. */
  work(when: string, pieces: number, trouble: () => Promise<void>): Promise<void>;
  /** Resolves when nobody works on anything. */
  untilQuiet(): Promise<unknown>;
}

function createCourse(lab: WorkLab, plan: LabPlan, notes: Notes): Course {
  const { sql, workers } = lab;
  const deadlineMs = 15_000 + patience * plan.ttlMs;
  let made = 0;

  async function areAllBusy(): Promise<boolean> {
    const held = await countHeld(sql);
    return workers.every(({ name }) => held.get(name) === concurrency);
  }

  async function isQuiet(): Promise<boolean> {
    return (await findOpenRuns(sql, workers)).length === 0;
  }

  return {
    ...lab,
    notes,
    untilQuiet: () => waitFor(isQuiet, { deadlineMs, what: "nobody works" }),
    async work(when, pieces, trouble) {
      await setGate(sql, false);
      await insertPieces(sql, made, pieces);
      made += pieces;
      await notes.within(`${when}: every worker has its hands full`, deadlineMs, areAllBusy);
      await trouble();
      // A store that has just come back may refuse a first statement.
      const openGate = async () => setGate(sql, true).then(() => true);
      await waitFor(openGate, { deadlineMs, what: "the gate opens" });
      await notes.within(`${when}: all that is due gets done`, deadlineMs, async () => {
        const { toDo } = await readEffects(sql);
        return toDo === 0;
      });
    },
  };
}

/** One is killed and comes back, one is frozen until others have done its work: their rows are taken over. */
async function killAndFreeze(course: Course, pieces: number): Promise<void> {
  const [killed] = course.workers;
  let back = Promise.resolve();
  await freezeOne(course, pieces, async () => {
    await killed?.kill("SIGKILL");
    back = killed?.start() ?? back;
    back.catch(() => undefined);
  });
  await back;
}

async function freezeOne(
  { work, notes, sql, workers, untilQuiet }: Course,
  pieces: number,
  alsoDo: () => Promise<void> = async () => undefined,
): Promise<void> {
  const frozen = workers.at(-1);
  let runs: string[] = [];
  await work("while one is frozen", pieces, async () => {
    frozen?.freeze();
    runs = await findOpenRuns(sql, frozen === undefined ? [] : [frozen]);
    await alsoDo();
  });
  frozen?.thaw();
  await untilQuiet();
  const outcomes = await readOutcomes(sql, runs);
  const refused = outcomes.filter((outcome) => outcome === "LEASE_LOST").length;
  notes.claim(
    "a worker that was frozen is refused all that it writes when it wakes",
    refused === concurrency,
    outcomes.join(", "),
  );
}

async function emptyRedis({ work, redis }: Course, pieces: number): Promise<void> {
  await work("when Redis is emptied", pieces, async () => void (await redis.flushall()));
}

async function restartPostgres({ work, postgres }: Course, pieces: number): Promise<void> {
  await work("when Postgres restarts", pieces, async () => {
    await postgres.stop();
    await postgres.start();
  });
}

/** In the proportions of production, where a lease is 15 s. */
function planOf({ workers, leaseMs }: Size, hasFault: boolean): LabPlan {
  const sweepEveryMs = leaseMs / 3;
  return {
    ...{ workers, concurrency, hasFault },
    ...{ ttlMs: leaseMs, lockMs: leaseMs, sweepEveryMs, stalledMs: sweepEveryMs },
  };
}

function splitEvenly(total: number, parts: number): number[] {
  return Array.from(
    { length: parts },
    (_, at) => Math.floor((total * (at + 1)) / parts) - Math.floor((total * at) / parts),
  );
}
