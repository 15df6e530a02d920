import { createHash } from "node:crypto";
import { z } from "zod";
import type { CatalogAnswer } from "./ask-catalog.ts";

/** What was seen of all replicas together. */
export interface AnswerFindings {
  /** Those that were right. */
  readonly answered: number;
  /** What was wrong with the others, a sentence each. */
  readonly refused: readonly string[];
  /** A replica said a lower generation than before. */
  readonly fallen: readonly string[];
  /** One answer held records of more than one commit, or not all of them. */
  readonly mixed: readonly string[];
  /** Two answers of one generation were not equal to the byte. */
  readonly unequal: readonly string[];
}

export interface AnswerJudge {
  /** Takes one answer to the question that is always the same; null where nobody answered. */
  note(replica: string, answer: CatalogAnswer | null): void;
  /** The mark that a replica has shown last. */
  markOf(replica: string): number | null;
  generationOf(replica: string): number | null;
  findings(): AnswerFindings;
}

/** The summary of each entry that a commit marks. */
export function markText(mark: number): string {
  return `Marked ${mark}.`;
}

const list = z.object({
  generation: z.number(),
  entries: z.array(z.object({ slug: z.string(), summary: z.string() })),
});

/** Judges what replicas answer to a list of `marked` entries, all of which each commit marks anew. */
export function createAnswerJudge(marked: number): AnswerJudge {
  const refused: string[] = [];
  const fallen: string[] = [];
  const mixed: string[] = [];
  const unequal: string[] = [];
  const generations = new Map<string, number>();
  const marks = new Map<string, number>();
  const digests = new Map<number, string>();
  let answered = 0;

  return {
    note(replica, answer) {
      if (answer === null || answer.status !== 200) {
        refused.push(`${replica}: ${answer?.status ?? "no answer"}`);
        return;
      }
      answered += 1;
      const { generation, entries } = list.parse(JSON.parse(answer.body));
      const shown = new Set(entries.map(({ summary }) => summary));
      const said = `${replica}, generation ${generation}`;
      if (shown.size !== 1 || entries.length !== marked || generation !== answer.generation) {
        mixed.push(`${said}: ${entries.length} of ${marked}, ${[...shown].join(" ")}`);
      }
      const before = generations.get(replica) ?? 0;
      if (generation < before) fallen.push(`${said} after ${before}`);
      const digest = createHash("sha256").update(answer.body).digest("hex");
      if ((digests.get(generation) ?? digest) !== digest) unequal.push(said);
      digests.set(generation, digest);
      generations.set(replica, generation);
      marks.set(replica, Math.min(...[...shown].map(readMark)));
    },
    markOf: (replica) => marks.get(replica) ?? null,
    generationOf: (replica) => generations.get(replica) ?? null,
    findings: () => ({ answered, refused, fallen, mixed, unequal }),
  };
}

function readMark(text: string): number {
  return Number(/\d+/.exec(text)?.[0] ?? -1);
}
