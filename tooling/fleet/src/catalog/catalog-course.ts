import { setTimeout as pause } from "node:timers/promises";
import type { Notes } from "../scenario/notes.ts";
import { servedCommit, tellOfPush } from "./ask-catalog.ts";
import type { CatalogLab, CatalogWeb } from "./catalog-lab.ts";
import { markText } from "./judge-answers.ts";
import { endSyncerLease } from "./store.ts";
import { type ReplicaWatch, watchReplicas } from "./watch-replicas.ts";

/** A commit that marks every marked entry, and on top of which further ones may lie. */
export interface Marked {
  readonly mark: number;
  readonly commit: string;
}

/** A lab while a scenario runs in it. */
export interface CatalogCourse extends CatalogLab {
  readonly notes: Notes;
  readonly watch: ReplicaWatch;
  readonly isQuick: boolean;
  readonly entries: number;
  readonly deadlineMs: number;
  /** Every commit that was pushed. */
  readonly commits: readonly string[];
  /** Pushes a commit that changes all marked entries, and so many others, and tells nobody. */
  mark(others?: number): Promise<Marked>;
  /** Pushes a commit that changes one entry that is not marked. */
  changeOne(): Promise<string>;
  /** Tells the next replica in turn, of those that are not excused. */
  tell(commit: string): ReturnType<typeof tellOfPush>;
  /** Resolves once this replica serves exactly that commit. */
  untilServed(web: CatalogWeb, commit: string): Promise<void>;
  /** Claims that every replica comes to show it. */
  untilEverywhere(when: string, marked: Marked): Promise<number>;
  /** Nobody renews the lease of a syncer that is gone or frozen; in the small size nobody waits for its end either. */
  loseLease(): Promise<void>;
  excuse(web: CatalogWeb): Promise<void>;
  pardon(web: CatalogWeb): void;
}

const marks = 20;
const lookEveryMs = 5;

/** Marks the entries for the first time, and begins to ask for them once every replica has them. */
export async function openCatalogCourse(
  lab: CatalogLab,
  about: Pick<CatalogCourse, "notes" | "isQuick" | "entries">,
  stack: AsyncDisposableStack,
): Promise<CatalogCourse> {
  const { repository, webs, db } = lab;
  const { notes, isQuick, entries } = about;
  const deadlineMs = isQuick ? 30_000 : 90_000;
  const commits: string[] = [];
  const excused = new Set<CatalogWeb>();
  let newest = 0;
  let turns = 0;

  async function push(changes: Parameters<typeof repository.push>[0]): Promise<string> {
    const commit = await repository.push(changes);
    commits.push(commit);
    return commit;
  }

  async function mark(others = 0): Promise<Marked> {
    newest += 1;
    const changed = Array.from({ length: marks + others }, (_, number) => {
      const summary = number < marks ? markText(newest) : `Changed with ${newest}.`;
      return [number, { summary }] as const;
    });
    return { mark: newest, commit: await push(new Map(changed)) };
  }

  function tell(commit: string) {
    const left = webs.filter((web) => !excused.has(web));
    turns += 1;
    const web = left[turns % left.length];
    if (web === undefined) throw new Error("no replica is left");
    return tellOfPush(lab, web, commit);
  }

  async function untilServed(web: CatalogWeb, commit: string): Promise<void> {
    const untilMs = performance.now() + deadlineMs;
    while ((await servedCommit(web)) !== commit) {
      if (performance.now() > untilMs) throw new Error(`${web.name} does not serve ${commit}`);
      await pause(lookEveryMs);
    }
  }

  const { commit: first } = await mark();
  await tell(first);
  await Promise.all(webs.map((web) => untilServed(web, first)));
  const watch = stack.use(watchReplicas(webs, marks));
  return {
    ...{ ...lab, ...about, watch, deadlineMs, commits, mark, tell, untilServed },
    changeOne: () => {
      turns += 1;
      const number = marks + ((turns * 7919) % (entries - marks));
      return push(new Map([[number, { summary: `Changed in turn ${turns}.` }]]));
    },
    untilEverywhere: (when, { mark: wanted }) =>
      notes.within(`${when}: every replica serves the newest commit`, deadlineMs, async () =>
        watch.isEverywhere(wanted),
      ),
    loseLease: async () => (isQuick ? await endSyncerLease(db.sql) : undefined),
    async excuse(web) {
      excused.add(web);
      await watch.excuse(web);
    },
    pardon(web) {
      excused.delete(web);
      watch.pardon(web);
    },
  };
}
