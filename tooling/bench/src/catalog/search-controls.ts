import { DatabaseSync } from "node:sqlite";
import type { corpusEntry } from "@homeport/catalog/testing";
import MiniSearch from "minisearch";

type Version = ReturnType<typeof corpusEntry>;

interface Text {
  readonly id: number;
  readonly name: string;
  readonly tags: string;
  readonly summary: string;
  readonly description: string;
}

/** Other ways to search the same texts. */
export interface SearchControls {
  /** Looks through every text. */
  scan(query: string): number;
  /** The same full-text index, in the order that SQLite itself gives. */
  bm25(query: string): number;
  miniSearch(query: string): number;
}

const pageSize = 24;

/** Each is built when it is first asked. */
export function openSearchControls(versions: readonly Version[]): SearchControls {
  const texts = versions.map(textOf);
  let sqlite: ((query: string) => number) | undefined;
  let mini: MiniSearch<Text> | undefined;
  return {
    scan(query) {
      const words = query.split(" ");
      const found: { id: number; score: number }[] = [];
      for (const text of texts) {
        const score = scoreOf(text, words);
        if (score > 0) found.push({ id: text.id, score });
      }
      return found.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, pageSize).length;
    },
    bm25(query) {
      sqlite ??= openIndex(texts);
      return sqlite(query);
    },
    miniSearch(query) {
      mini ??= openMiniSearch(texts);
      const isPrefix = (_term: string, at: number, terms: string[]) => at === terms.length - 1;
      return mini.search(query, { combineWith: "AND", prefix: isPrefix }).slice(0, pageSize).length;
    },
  };
}

function textOf({ key, lean, files }: Version, id: number): Text {
  const text = Object.entries(files).find(([path]) => path.endsWith("/description.md"))?.[1];
  const { name, summary, tags } = lean as { name: string; summary: string; tags: string[] };
  return {
    ...{ id, name: `${name} ${key}`, tags: tags.join(" "), summary },
    description: text !== undefined && "text" in text ? text.text : "",
  };
}

function scoreOf(text: Text, words: readonly string[]): number {
  let score = 0;
  for (const [at, word] of words.entries()) {
    const isLast = at === words.length - 1;
    const fields = [text.name, text.tags, text.summary, text.description];
    const place = fields.findIndex((field) =>
      field
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .some((one) => one === word || (isLast && one.startsWith(word))),
    );
    if (place === -1) return 0;
    score += 4 - place;
  }
  return score;
}

function openIndex(texts: readonly Text[]): (query: string) => number {
  const db = new DatabaseSync(":memory:");
  db.exec(
    "CREATE VIRTUAL TABLE entry USING fts5(name, tags, summary, description, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')",
  );
  const insert = db.prepare(
    "INSERT INTO entry (rowid, name, tags, summary, description) VALUES (?, ?, ?, ?, ?)",
  );
  db.exec("BEGIN");
  for (const { id, name, tags, summary, description } of texts) {
    insert.run(id + 1, name, tags, summary, description);
  }
  db.exec("COMMIT");
  const find = db.prepare(
    `SELECT rowid FROM entry WHERE entry MATCH ? ORDER BY bm25(entry) LIMIT ${pageSize}`,
  );
  return (query) => {
    const words = query.split(" ").map((word) => `"${word}"`);
    return find.all(`${words.join(" AND ")}*`).length;
  };
}

function openMiniSearch(texts: readonly Text[]): MiniSearch<Text> {
  const mini = new MiniSearch<Text>({ fields: ["name", "tags", "summary", "description"] });
  mini.addAll(texts);
  return mini;
}
