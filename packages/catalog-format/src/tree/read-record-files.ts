import type { AssetFacts } from "../assets/read-asset.ts";
import { recordPath } from "../path/parse-path.ts";
import { categorySchema } from "../records/category.ts";
import { maintainerSchema } from "../records/maintainer.ts";
import { redirectSchema } from "../records/redirect.ts";
import { storeSchema } from "../records/store.ts";
import { readRecord } from "../rules/check-schema.ts";
import { type Problem, problem } from "../rules/problem.ts";
import { decodeText } from "../toml/decode-text.ts";
import { linesOfKeys } from "../toml/locate-key.ts";
import type { CatalogRecord } from "./catalog-record.ts";
import type { RecordFiles } from "./group-items.ts";
import { readEntry } from "./read-entry.ts";

/**
 * What a file holds: its bytes, or, for a picture that has been looked at before, what was found then. Text that comes from
 * the mirror is given as its bytes too.
 */
export type FileContent = Uint8Array | AssetFacts;

/** Looks up what a path holds; null where that was not read. */
export type ReadFile = (path: string) => FileContent | null;

export interface ReadRecordFiles {
  /** Null where a problem of the weight `error` keeps it from being a record. */
  readonly record: CatalogRecord | null;
  readonly problems: readonly Problem[];
  /** Where the record's own file says what it refers to. */
  readonly lines: Readonly<Record<string, number>>;
}

/** Reads one record from its files and checks everything that needs no other record. */
export function readRecordFiles(record: RecordFiles, read: ReadFile): ReadRecordFiles {
  const { kind, key } = record;
  const path = recordPath(kind, key);
  const content = record.files.some((file) => file.path === path) ? read(path) : null;
  if (!(content instanceof Uint8Array)) {
    const isTold = record.refused.includes(path);
    const message = "is missing, and the folder is no entry without it";
    return {
      record: null,
      problems: isTold ? [] : [problem(path, "record/schema", message)],
      lines: {},
    };
  }
  const { text, problems } = decodeText(path, content);
  if (text === null) return { record: null, problems, lines: {} };
  if (kind === "entry") return readEntry(record, text, read);
  const flat = readFlat(path, text, { kind, key });
  const isBroken = flat.problems.some(({ weight }) => weight === "error");
  return { ...flat, record: isBroken ? null : flat.record, lines: linesOfKeys(text, ["to"]) };
}

function readFlat(
  path: string,
  text: string,
  { kind, key }: { kind: Exclude<CatalogRecord["kind"], "entry">; key: string },
): Pick<ReadRecordFiles, "record" | "problems"> {
  switch (kind) {
    case "store": {
      const { value, problems } = readRecord(path, text, storeSchema);
      return { record: value && { kind, key, value }, problems };
    }
    case "category": {
      const { value, problems } = readRecord(path, text, categorySchema);
      return { record: value && { kind, key, value }, problems };
    }
    case "maintainer": {
      const { value, problems } = readRecord(path, text, maintainerSchema);
      const found = [...problems, ...findAddresses(path, text, value)];
      return { record: value && { kind, key, value }, problems: found };
    }
    case "redirect": {
      const { value, problems } = readRecord(path, text, redirectSchema);
      return { record: value && { kind, key, value }, problems };
    }
  }
}

/** A maintainer is public: nothing in the file, not even a comment, may be an e-mail address. */
function findAddresses(path: string, text: string, value: unknown): Problem[] {
  if (value === null || !text.includes("@")) return [];
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes("@"));
  const place = { line: line + 1, column: (lines[line] ?? "").indexOf("@") + 1 };
  const message = "has an @, and what is here is public: no e-mail address belongs into it";
  return [problem(path, "record/email", message, { place })];
}
