import type { DatabaseSync } from "node:sqlite";
import { foldWords } from "./fold.ts";

/** What is found of one version. */
export interface IndexedText {
  readonly versionId: number;
  readonly name: string;
  readonly slug: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
}

/**
 * Finds versions by words. It knows more than is served: versions that are to come, and those that have just gone. Whoever asks keeps
 * what its snapshot maps.
 */
export interface SearchIndex {
  insert(texts: readonly IndexedText[]): void;
  remove(versionIds: readonly number[]): void;
  /** Puts a piece of what has been written in order; false where nothing is left to do. Whoever writes asks for it between turns. */
  tidy(): boolean;
  /** Ids of the versions that hold every word, the last one as the beginning of a word, the newest first. */
  match(words: readonly string[], where: "short" | "all"): IterableIterator<number>;
}

const prefixFrom = 2;
/** More than a list counts, so that there is hardly ever a second time. */
const foundAtOnce = 6_000;
/** Pages of 4 KB that a piece of the order writes: well under a millisecond. */
const tidiedPages = 8;

/**
 * The index that a database holds, which its caller closes. What it writes, it writes in the caller's transaction.
 *
 * Left to itself it would put its parts in order within whichever commit makes the fourth of them: 20 ms of CPU in one turn at 10,000
 * apps. So that is off, but for a last bound of its own at sixteen parts, and `tidy` does the same work in pieces.
 */
export function openSearchIndex(db: DatabaseSync): SearchIndex {
  db.exec(
    "CREATE VIRTUAL TABLE IF NOT EXISTS entry USING fts5(name, tags, summary, description, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')",
  );
  db.exec("INSERT INTO entry (entry, rank) VALUES ('automerge', 0)");
  const merge = db.prepare("INSERT INTO entry (entry, rank) VALUES ('merge', ?)");
  const written = db.prepare("SELECT total_changes() AS rows");
  const insert = db.prepare(
    "INSERT INTO entry (rowid, name, tags, summary, description) VALUES (?, ?, ?, ?, ?)",
  );
  const remove = db.prepare("DELETE FROM entry WHERE rowid = ?");
  const find = db.prepare(
    "SELECT group_concat(rowid) AS ids FROM (SELECT rowid FROM entry WHERE entry MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)",
  );
  return {
    insert(texts) {
      for (const { versionId, name, slug, tags, summary, description } of texts) {
        const fold = (text: string) => foldWords(text).join(" ");
        insert.run(
          versionId,
          fold(`${name} ${slug}`),
          fold(tags.join(" ")),
          fold(summary),
          fold(description),
        );
      }
    },
    remove(versionIds) {
      for (const id of versionIds) remove.run(id);
    },
    tidy() {
      const before = Number(written.get()?.["rows"]);
      merge.run(tidiedPages);
      // The order itself counts as one row, which is all that it writes where there is nothing to do.
      return Number(written.get()?.["rows"]) - before >= 2;
    },
    *match(words, where) {
      const query = toQuery(words, where);
      for (let below = Number.MAX_SAFE_INTEGER; ; ) {
        // One text for all of them: a row of its own for each number costs more than finding it. It promises no order.
        const text = find.get(query, below, foundAtOnce)?.["ids"];
        if (typeof text !== "string") return;
        const ids = Float64Array.from(text.split(","), Number).sort().reverse();
        yield* ids;
        below = ids.at(-1) ?? 0;
        if (ids.length < foundAtOnce) return;
      }
    },
  };
}

/** Words hold letters and digits alone, and each is quoted: nothing that a person types is an operator. */
function toQuery(words: readonly string[], where: "short" | "all"): string {
  const terms = words.map((word, at) => {
    const isPrefix = at === words.length - 1 && word.length >= prefixFrom;
    return isPrefix ? `"${word}"*` : `"${word}"`;
  });
  const query = `(${terms.join(" AND ")})`;
  return where === "short" ? `{name tags summary} : ${query}` : query;
}
