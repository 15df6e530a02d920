import { setTimeout as pause } from "node:timers/promises";
import { askCatalog } from "./ask-catalog.ts";
import type { CatalogWeb } from "./catalog-lab.ts";
import { type AnswerFindings, createAnswerJudge } from "./judge-answers.ts";

/** Visitors that ask every replica the same all the time. */
export interface ReplicaWatch extends AsyncDisposable {
  /** Whether each replica, but for those that are excused, shows this mark or a later one. */
  isEverywhere(mark: number): boolean;
  /** Nobody asks this one until it is pardoned: something is done to it. */
  excuse(web: CatalogWeb): Promise<void>;
  pardon(web: CatalogWeb): void;
  generationOf(web: CatalogWeb): number | null;
  findings(): AnswerFindings;
}

const askEveryMs = 100;

/** Asks for the entries that each commit marks, by the word that only they hold: the list comes from index and snapshot. */
export function watchReplicas(webs: readonly CatalogWeb[], marked: number): ReplicaWatch {
  const judge = createAnswerJudge(marked);
  const excused = new Set<string>();
  const asking = new Map<string, Promise<void>>();
  let isOver = false;

  async function visit(web: CatalogWeb): Promise<void> {
    while (!isOver) {
      if (!excused.has(web.name)) {
        const asked = askCatalog(web, "/api/v1/catalog/entries?q=marked&limit=100").then((answer) =>
          judge.note(web.name, answer),
        );
        asking.set(web.name, asked);
        await asked;
      }
      await pause(askEveryMs);
    }
  }

  const visits = webs.map(visit);
  return {
    isEverywhere: (mark) =>
      webs.every(({ name }) => excused.has(name) || (judge.markOf(name) ?? -1) >= mark),
    async excuse({ name }) {
      excused.add(name);
      await asking.get(name);
    },
    pardon: ({ name }) => void excused.delete(name),
    generationOf: ({ name }) => judge.generationOf(name),
    findings: judge.findings,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await Promise.all(visits);
    },
  };
}
