import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type IndexedText, openSearchIndex, type SearchIndex } from "../search/search-index.ts";
import { isListed, type SnapshotHead, type SnapshotRecord } from "../snapshot/snapshot.ts";
import { type MirrorRow, readRecord, type VersionRow, versionKind } from "./store.ts";

/** Changes whenever another build would write or read these tables, or fold words, in another way. */
const format = 2;

/** What a replica keeps of the mirror: its versions with their files, and the index of their words. */
export interface VersionCache extends Disposable {
  readonly index: Pick<SearchIndex, "match">;
  /** Whether it outlives the process; else files are not kept in it, and are read from the mirror. */
  readonly isFile: boolean;
  /** The generation that it holds whole; null for one that was made just now. */
  readonly head: SnapshotHead | null;
  /** Every version of that generation, some at a time. Throws where the file is damaged. */
  records(): Generator<SnapshotRecord[]>;
  /** From here on it holds no generation whole, until `finish`. */
  begin(): void;
  /** Adds versions in one transaction, before any snapshot maps them. */
  put(versions: readonly CachedVersion[]): void;
  /** It holds this generation whole; these versions have ended with it, and are removed later. */
  finish(head: SnapshotHead, ended: readonly number[]): void;
  remove(versionIds: readonly number[]): void;
  /** Puts a piece of the index in order; false where nothing is left to do. */
  tidy(): boolean;
  /** A version's files as JSON, where they are kept. */
  readFiles(versionId: number): string | null;
}

export interface CachedVersion {
  readonly row: MirrorRow;
  readonly record: SnapshotRecord;
}

const meta = z.object({
  format: z.literal(format),
  buildId: z.string(),
  isClean: z.literal(1),
  versions: z.number(),
  lineage: z.string(),
  generation: z.number(),
  commitId: z.string(),
  acceptedAtMs: z.number(),
});

const doc = z.object({
  version_id: z.number(),
  kind: versionKind,
  key: z.string(),
  lean: z.string(),
  screenshots: z.string(),
});

const recordsAtOnce = 1_000;

/**
 * Opens the database under this path, or one in memory. Throws for a file that another process has, that is damaged, or was written by
 * another build: whoever asked takes another one.
 */
export function openVersionCache(path: string | null, buildId: string): VersionCache {
  const db = new DatabaseSync(path ?? ":memory:");
  try {
    return cacheOf(db, path !== null, buildId);
  } catch (error) {
    db.close();
    throw error;
  }
}

function cacheOf(db: DatabaseSync, isFile: boolean, buildId: string): VersionCache {
  const before = prepareTables(db, isFile, buildId);
  const index = openSearchIndex(db);
  const insert = db.prepare(
    "INSERT INTO doc (version_id, kind, key, lean, screenshots, ended) VALUES (?, ?, ?, ?, ?, 0)",
  );
  const insertFiles = db.prepare("INSERT INTO doc_files (version_id, files) VALUES (?, ?)");
  const end = db.prepare("UPDATE doc SET ended = 1 WHERE version_id = ? AND ended = 0");
  const remove = db.prepare("DELETE FROM doc WHERE version_id = ? RETURNING ended");
  const removeFiles = db.prepare("DELETE FROM doc_files WHERE version_id = ?");
  const select = db.prepare("SELECT files FROM doc_files WHERE version_id = ?");
  const soil = db.prepare("UPDATE meta SET isClean = 0");
  const clean = db.prepare(
    "UPDATE meta SET isClean = 1, lineage = ?, generation = ?, commitId = ?, acceptedAtMs = ?, versions = ?",
  );
  /** Versions that have not ended: counting them in the file would cost more than a change does. */
  let current = before?.versions ?? 0;

  function removeAll(versionIds: readonly number[]): void {
    index.remove(versionIds);
    for (const id of versionIds) {
      removeFiles.run(id);
      if (remove.get(id)?.["ended"] === 0) current -= 1;
    }
  }

  if (before !== null) {
    const ended = db.prepare("SELECT version_id AS id FROM doc WHERE ended = 1").all();
    withinOne(db, () => removeAll(ended.map((row) => Number(row["id"]))));
  }

  return {
    index,
    isFile,
    head: before?.head ?? null,
    *records() {
      const rows = db.prepare("SELECT version_id, kind, key, lean, screenshots FROM doc").iterate();
      let records: SnapshotRecord[] = [];
      let count = 0;
      for (const row of rows) {
        records.push(readRecord(toVersion(row)));
        count += 1;
        if (records.length < recordsAtOnce) continue;
        yield records;
        records = [];
      }
      if (count !== before?.versions) throw new Error("versions are missing in the file");
      yield records;
    },
    begin: () => void soil.run(),
    put(versions) {
      withinOne(db, () => {
        for (const { row, record } of versions) {
          const { versionId, kind, key, lean, screenshots, files } = row;
          insert.run(versionId, kind, key, lean, screenshots.join(" "));
          if (isFile && files !== null) insertFiles.run(versionId, files);
          current += 1;
          const text = textOf(row, record);
          if (text !== null) index.insert([text]);
        }
      });
    },
    finish({ lineage, generation, commit, acceptedAt }, ended) {
      withinOne(db, () => {
        for (const id of ended) current -= Number(end.run(id).changes);
        clean.run(lineage, generation, commit, acceptedAt.getTime(), current);
      });
    },
    remove: (versionIds) => withinOne(db, () => removeAll(versionIds)),
    tidy: index.tidy,
    readFiles(versionId) {
      const found = select.get(versionId)?.["files"];
      return typeof found === "string" ? found : null;
    },
    [Symbol.dispose]: () => db.close(),
  };
}

/**
 * Files have a table of their own, which a start reads nothing of: it goes through every record, and they are three quarters of the text.
 * Only one process has a file, and what a process that was killed left half done shows by its mark.
 */
function prepareTables(
  db: DatabaseSync,
  isFile: boolean,
  buildId: string,
): { head: SnapshotHead; versions: number } | null {
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  if (isFile) db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  db.exec("BEGIN EXCLUSIVE; COMMIT");
  const known = db.prepare("SELECT name FROM sqlite_master WHERE name = 'meta'").get();
  if (known === undefined) {
    db.exec(
      `CREATE TABLE meta (format INTEGER, buildId TEXT, isClean INTEGER, versions INTEGER, lineage TEXT,
         generation INTEGER, commitId TEXT, acceptedAtMs INTEGER);
       CREATE TABLE doc (version_id INTEGER PRIMARY KEY, kind TEXT, key TEXT, lean TEXT, screenshots TEXT,
         ended INTEGER);
       CREATE TABLE doc_files (version_id INTEGER PRIMARY KEY, files TEXT);
       CREATE INDEX doc_ended ON doc (version_id) WHERE ended = 1`,
    );
    db.prepare("INSERT INTO meta (format, buildId, isClean) VALUES (?, ?, 0)").run(format, buildId);
    return null;
  }
  const found = meta.parse(db.prepare("SELECT * FROM meta").get());
  if (found.buildId !== buildId) throw new Error("another build wrote the file");
  const { lineage, generation, commitId: commit, acceptedAtMs, versions } = found;
  const head = { lineage, generation, commit, acceptedAt: new Date(acceptedAtMs) };
  return { head, versions };
}

function toVersion(raw: unknown): VersionRow {
  const { version_id: versionId, screenshots, ...rest } = doc.parse(raw);
  return { ...rest, versionId, screenshots: screenshots === "" ? [] : screenshots.split(" ") };
}

/** What is found of a version; nothing of what is not listed. */
function textOf({ description }: MirrorRow, record: SnapshotRecord): IndexedText | null {
  return record.kind === "entry" && isListed(record.lean) ? { ...record.lean, description } : null;
}

/** All of it, or nothing. */
function withinOne(db: DatabaseSync, write: () => void): void {
  db.exec("BEGIN");
  try {
    write();
    db.exec("COMMIT");
  } catch (error) {
    // A full disk has rolled it back already.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
