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
  /** Ids of the versions that hold every word, the last one as the beginning of a word, the newest first. */
  match(words: readonly string[], where: "short" | "all"): IterableIterator<number>;
}

const prefixFrom = 2;

/** The index that a database holds, which its caller closes. What it writes, it writes in the caller's transaction. */
export function openSearchIndex(db: DatabaseSync): SearchIndex {
  db.exec(
    "CREATE VIRTUAL TABLE IF NOT EXISTS entry USING fts5(name, tags, summary, description, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')",
  );
  const insert = db.prepare(
    "INSERT INTO entry (rowid, name, tags, summary, description) VALUES (?, ?, ?, ?, ?)",
  );
  const remove = db.prepare("DELETE FROM entry WHERE rowid = ?");
  const find = db.prepare("SELECT rowid AS id FROM entry WHERE entry MATCH ? ORDER BY rowid DESC");
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
    *match(words, where) {
      for (const row of find.iterate(toQuery(words, where))) yield Number(row["id"]);
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
