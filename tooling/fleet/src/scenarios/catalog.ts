import { openCatalogCourse } from "../catalog/catalog-course.ts";
import { openCatalogLab } from "../catalog/catalog-lab.ts";
import { countReached, readGenerations } from "../catalog/store.ts";
import {
  freezeSyncer,
  killReader,
  killSyncer,
  loseMirror,
  loseRedis,
  pushOneByOne,
  takeBack,
} from "../catalog/troubles.ts";
import type { Scenario } from "../scenario/scenario.ts";

const productionLeaseMs = 10_000;
const entriesOfControl = 60;

export const catalog: Scenario = {
  name: "catalog",
  about:
    "Commits are pushed to the catalog's repository while visitors search three web replicas; Redis is emptied and killed, Postgres is stopped, syncers are killed and frozen at work, a replica is killed as it loads.",
  fault: "every second record of a generation stays what it was, and the mirror goes a step back",
  full: { workers: 2, pieces: 10_000, rounds: 200, leaseMs: productionLeaseMs },
  small: { workers: 2, pieces: 2_100, rounds: 12, leaseMs: 0 },
  async run({ size, hasFault, notes }) {
    await using stack = new AsyncDisposableStack();
    const isQuick = size.leaseMs < productionLeaseMs;
    const pollEveryMs = isQuick ? 2_000 : 15_000;
    const entries = hasFault ? entriesOfControl : size.pieces;
    const replicas = hasFault ? { webs: 2, workers: 1 } : { webs: 3, workers: size.workers };
    const lab = await openCatalogLab({ ...replicas, entries, isQuick, pollEveryMs }, stack);
    const about = { notes, isQuick, entries };
    const course = await openCatalogCourse(lab, about, stack);
    if (hasFault) {
      await takeBack(course);
    } else {
      await pushOneByOne(course, size.rounds);
      await loseRedis(course);
      await loseMirror(course);
      const { back } = await killSyncer(course);
      await killReader(course);
      await back;
      await freezeSyncer(course);
    }
    const { answered, refused, fallen, mixed, unequal } = course.watch.findings();
    const none = (claim: string, found: readonly string[]) =>
      notes.claim(claim, found.length === 0, `${found.length} ${found.slice(0, 3).join("; ")}`);
    notes.figure("answers", answered);
    none("nobody who asks is refused or waits in vain", refused);
    none("no replica falls back to an earlier generation", fallen);
    none("no answer holds more than one generation, or less", mixed);
    none("answers of one generation are equal to the byte, whoever gives them", unequal);
    const { generations, newest, doubled, late } = await readGenerations(lab.db.sql);
    notes.figure("generations", generations);
    notes.claim("no number of a generation is left out", generations === newest, newest);
    notes.claim("no commit becomes a generation twice", doubled === 0, doubled);
    notes.claim("nobody writes a generation after a later syncer has", late === 0, late);
    const reached = await countReached(lab.db.sql, course.commits);
    notes.claim("no push is lost", reached === course.commits.length, reached);
  },
};
