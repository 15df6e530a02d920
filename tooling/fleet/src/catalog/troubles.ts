import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { waitFor } from "@homeport/testkit";
import { openConsoleBrowser } from "../product/console-browser.ts";
import { readMetric } from "../replica/read-metric.ts";
import { askCatalog } from "./ask-catalog.ts";
import type { CatalogCourse } from "./catalog-course.ts";
import type { CatalogWeb } from "./catalog-lab.ts";
import { findSyncer, plantHalves, plantStepBack, shutTable } from "./store.ts";

// What happens to a catalog and its replicas, each with what must be seen meanwhile and after it.

/** One changed record a push; from the webhook until the last replica serves it. */
export async function pushOneByOne(course: CatalogCourse, rounds: number): Promise<void> {
  const { webs, notes, changeOne, tell, untilServed } = course;
  const tookMs: number[] = [];
  const answers: ReturnType<typeof tell>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const commit = await changeOne();
    const beganMs = performance.now();
    answers.push(tell(commit));
    await Promise.all(webs.map((web) => untilServed(web, commit)));
    tookMs.push(performance.now() - beganMs);
  }
  const included = (await Promise.all(answers)).filter(
    (answer) => answer?.status === 200 && answer.body.includes('"commitIncluded":true'),
  );
  notes.claim(
    "each webhook is answered once its commit is served",
    included.length === rounds,
    `${included.length} of ${rounds}`,
  );
  tookMs.sort((left, right) => left - right);
  const at = (share: number) => tookMs[Math.min(rounds - 1, Math.floor(share * rounds))] ?? 0;
  notes.figure("webhook to all replicas, p50", at(0.5), "ms");
  notes.figure("webhook to all replicas, p99", at(0.99), "ms");
}

const flushEveryMs = 20;

/** It is emptied all the time while commits are pushed; then it is gone; then it is back. */
export async function loseRedis(course: CatalogCourse): Promise<void> {
  const { redis, emptyRedis, mark, tell, untilEverywhere } = course;
  let isOver = false;
  const emptying = (async () => {
    while (!isOver) {
      await emptyRedis();
      await pause(flushEveryMs);
    }
  })();
  const emptied = await mark();
  await tell(emptied.commit);
  await untilEverywhere("while Redis is emptied", emptied);
  isOver = true;
  await emptying;
  await redis.stop("kill");
  const gone = await mark();
  const told = tell(gone.commit);
  await untilEverywhere("while Redis is gone", gone);
  await told;
  await redis.start();
  const back = await mark();
  await tell(back.commit);
  await untilEverywhere("once Redis is back", back);
}

/** Postgres is stopped: what is served stays, nothing can be told or changed. What was pushed meanwhile is found by nobody's word. */
export async function loseMirror(course: CatalogCourse): Promise<void> {
  const { webs, postgres, notes, mark, tell, untilEverywhere, origin, operator } = course;
  const [web] = webs;
  if (web === undefined) throw new Error("there is a replica");
  const person = openConsoleBrowser(origin);
  await person.post(web.url, "/api/auth/sign-up/email", { ...operator, name: "Operator" });
  const save = (summary: string) =>
    person.mutate(web.url, "catalog.entries.save", {
      ...{ slug: "50-app-50", files: [], isNew: false, requestId: crypto.randomUUID() },
      changes: [{ path: ["summary"], value: summary }],
    });
  const before = await save("Saved before.");
  await postgres.stop();
  const pushed = await mark();
  const asked = await Promise.all(
    webs.flatMap((one) => questions.map((to) => askCatalog(one, to))),
  );
  const served = asked.filter((answer) => answer?.status === 200).length;
  notes.claim(
    "lists, searches, entries and suggestions are served without Postgres",
    served === asked.length,
    `${served} of ${asked.length}`,
  );
  const told = await tell(pushed.commit);
  notes.claim(
    "without Postgres a webhook is answered 503",
    told?.status === 503,
    told?.status ?? 0,
  );
  const during = await save("Saved meanwhile.");
  notes.claim(
    "a save is taken before, and answered 503 without Postgres",
    before.status === 200 && during.status === 503,
    `${before.status}, ${during.status}`,
  );
  await postgres.start();
  await untilEverywhere("once Postgres is back, though nobody tells", pushed);
}

const questions = [
  "/api/v1/catalog",
  "/api/v1/catalog/entries?sort=name",
  "/api/v1/catalog/entries?q=marked&category=media",
  "/api/v1/catalog/suggest?q=ba",
  "/api/v1/catalog/entries/50-app-50",
];

/** Whoever holds the lease is killed within the transaction that would accept a commit. Answers when it is back. */
export async function killSyncer(course: CatalogCourse): Promise<{ back: Promise<void> }> {
  const { db, mark, tell, untilEverywhere, loseLease } = course;
  const gate = await shutTable(db, "catalog_generation", "share");
  const marked = await mark();
  const told = tell(marked.commit);
  await gate.untilMet();
  const syncer = await syncerOf(course);
  await syncer.kill("SIGKILL");
  await gate.open();
  await loseLease();
  await untilEverywhere("when a syncer is killed as it accepts", marked);
  await told;
  const back = syncer.start();
  back.catch(() => undefined);
  return { back };
}

/** Whoever holds the lease is frozen with a commit that it has fetched, and wakes once another has accepted it and a further one. */
export async function freezeSyncer(course: CatalogCourse): Promise<void> {
  const { db, mark, tell, untilEverywhere, loseLease, notes, deadlineMs } = course;
  const gate = await shutTable(db, "catalog_rejection", "exclusive");
  const told = tell((await mark()).commit);
  await gate.untilMet();
  const syncer = await syncerOf(course);
  syncer.freeze();
  await gate.open();
  await loseLease();
  const later = await mark();
  await tell(later.commit);
  await untilEverywhere("while a syncer is frozen", later);
  syncer.thaw();
  // It is told by whichever notices first: its lease, or the queue that has given its job to another.
  const hasGivenUp = async () => {
    const lost = await readMetric(syncer.opsUrl, "homeport_lease_lost_total", "catalog.sync");
    const interrupted = await readMetric(
      syncer.opsUrl,
      "homeport_job_attempts_total",
      "interrupted",
    );
    return lost + interrupted > 0;
  };
  await notes.within("the syncer that wakes gives up what it was at", deadlineMs, hasGivenUp);
  await told;
  const last = await mark();
  await tell(last.commit);
  await untilEverywhere("once the frozen syncer is back", last);
}

async function syncerOf({ workers, db }: CatalogCourse) {
  const name = await findSyncer(db.sql);
  const syncer = workers.find((worker) => worker.name === name);
  if (syncer === undefined) throw new Error(`nobody is the syncer: ${name}`);
  return syncer;
}

/** Of what a replica reads at once, this many bytes are in its file for certain. */
const halfLoadedBytes = 400_000;

/** A replica is killed half way through a load of everything, which a change of a third asks for, and starts again. */
export async function killReader(course: CatalogCourse): Promise<void> {
  const { webs, db, notes, entries, mark, tell, untilServed, untilEverywhere } = course;
  const web = webs.at(-1);
  if (web === undefined) throw new Error("there is a replica");
  await course.excuse(web);
  const before = new Set(readdirSync(web.cacheFolder));
  web.freeze();
  const large = await mark(Math.ceil(entries / 3));
  await tell(large.commit);
  await untilEverywhere("while a replica is frozen", large);
  web.thaw();
  await waitFor(() => newBytes(web, before) > halfLoadedBytes, {
    ...{ deadlineMs: course.deadlineMs, everyMs: 2, what: `${web.name} loads` },
  });
  const gate = await shutTable(db, "catalog_version", "exclusive");
  await gate.untilMet();
  await web.kill("SIGKILL");
  await gate.open();
  await web.start();
  const answer = await askCatalog(web, "/api/v1/catalog");
  notes.claim(
    "a replica that was killed half way serves the newest commit when it says that it is ready",
    answer?.body.includes(large.commit) === true,
    answer?.status ?? "no answer",
  );
  course.pardon(web);
  await untilServed(web, large.commit);
  const last = await mark();
  await tell(last.commit);
  await untilEverywhere("once the killed replica is back", last);
}

function newBytes({ cacheFolder }: CatalogWeb, before: ReadonlySet<string>): number {
  return readdirSync(cacheFolder)
    .filter((file) => !before.has(file))
    .map((file) => statSync(join(cacheFolder, file), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

/** The fault: half of a commit's records reach the mirror, and a replica that begins anew finds the mirror a step back. */
export async function takeBack(course: CatalogCourse): Promise<void> {
  const { webs, workers, db, mark, tell, untilServed } = course;
  const web = webs.at(-1);
  if (web === undefined) throw new Error("there is a replica");
  await plantHalves(db.sql);
  const { commit } = await mark();
  await tell(commit);
  await Promise.all(webs.map((one) => untilServed(one, commit)));
  // Of this replica, too: what it was not seen to serve it cannot be seen to take back.
  await waitFor(
    () => course.watch.findings().mixed.some((said) => said.startsWith(`${web.name}, `)),
    { deadlineMs: course.deadlineMs },
  );
  await course.excuse(web);
  await web.kill("SIGKILL");
  rmSync(web.cacheFolder, { recursive: true });
  // Whoever looked at the repository would accept its tip once more.
  await Promise.all(workers.map((worker) => worker.kill("SIGKILL")));
  await plantStepBack(db.sql);
  await web.start();
  course.pardon(web);
  await waitFor(() => course.watch.findings().fallen.length > 0, { deadlineMs: course.deadlineMs });
}
