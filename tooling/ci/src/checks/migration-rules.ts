import type { SourceFile } from "../checkout.ts";
import { splitList, splitStatements } from "./split-statements.ts";

/**
 * Files that do more than add. All are from before the first release: no version ever stood beside them that could have
 * missed what they take away, and no table had rows that an index or a check would have locked.
 */
const accepted: Readonly<Record<string, string>> = {
  "0003_hostnames": "a hostname may be claimed by several, so its unique constraint went",
  "0004_gate": "an app of somebody's own proxy has no host; links and sessions refer to each other",
  "0005_lifecycle": "a name is free again while its app is being removed",
};

/** What one file is judged by. */
interface FileFacts {
  /** Tables that the same file has made: nobody reads or writes them yet. */
  readonly created: Set<string>;
  readonly isTransactional: boolean;
  readonly isOnlyStatement: boolean;
  /** The file says why an index may lock its table. */
  readonly mayLock: boolean;
  /** The file says why older versions can do with another body of a function or trigger. */
  readonly mayReplace: boolean;
}

const contractRemedy =
  "an older version runs beside this file, so it may only add; put this into a file with `-- requires: <version>`";
const lockRemedy =
  "the table is in use: create the index concurrently, alone in a file with `-- no-transaction`, or say `-- not concurrently: <why>`";
const repeatRemedy =
  "a file without a transaction may run twice: say `if not exists`, and nothing else in it";

/** Statements of migrations that would break the version before, or lock a table that it uses, each with what to do. */
export function findUnsafeMigrations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const id =
      path
        .split("/")
        .at(-1)
        ?.replace(/\.sql$/, "") ?? "";
    const found = judgeFile(text);
    if (accepted[id] === undefined) return found.map((problem) => `${path}: ${problem}`);
    return found.length > 0 ? [] : [`${path}: is accepted though it obeys: take it off the list`];
  });
}

function judgeFile(text: string): string[] {
  const requires = /^-- requires:(.*)$/m.exec(text)?.[1]?.trim();
  if (requires !== undefined) {
    return /^\d+\.\d+\.\d+$/.test(requires)
      ? []
      : [`requires ${requires}: name a version as 1.2.3`];
  }
  const statements = splitStatements(text);
  const facts: FileFacts = {
    created: new Set(),
    isTransactional: !/^-- no-transaction *$/m.test(text),
    isOnlyStatement: statements.length === 1,
    mayLock: /^-- not concurrently: *\S/m.test(text),
    mayReplace: /^-- replaces: *\S/m.test(text),
  };
  return statements.flatMap((statement) => {
    const remedy = judgeStatement(statement, facts);
    return remedy === null ? [] : [`${statement.slice(0, 80)}: ${remedy}`];
  });
}

/** What to do instead; null where the statement only adds. What is not known is refused. */
function judgeStatement(statement: string, facts: FileFacts): string | null {
  const table = /^create (?:unlogged )?table (?:if not exists )?(\S+)/.exec(statement)?.[1];
  if (table !== undefined) {
    facts.created.add(table);
    return null;
  }
  if (/^create (?:function|type|sequence|(?:constraint )?trigger) /.test(statement)) return null;
  if (/^create or replace (?:function|trigger) /.test(statement) && facts.mayReplace) return null;
  if (/^comment on /.test(statement)) return null;
  if (/^create (?:unique )?index /.test(statement)) return judgeIndex(statement, facts);
  const inserted = /^insert into (\S+)/.exec(statement)?.[1];
  if (inserted !== undefined) return facts.created.has(inserted) ? null : contractRemedy;
  const altered = /^alter table (?:only )?(\S+) (.+)$/.exec(statement);
  if (altered === null) return contractRemedy;
  const [, name = "", actions = ""] = altered;
  const isNew = facts.created.has(name);
  const remedies = splitList(actions).map((action) => judgeAction(action, isNew));
  return remedies.find((remedy) => remedy !== null) ?? null;
}

function judgeIndex(statement: string, facts: FileFacts): string | null {
  const on = / on (?:only )?(\S+)/.exec(statement)?.[1] ?? "";
  if (!/^create (?:unique )?index concurrently /.test(statement)) {
    return facts.created.has(on) || facts.mayLock ? null : lockRemedy;
  }
  const isRepeatable = / concurrently if not exists /.test(statement) && facts.isOnlyStatement;
  return isRepeatable && !facts.isTransactional ? null : repeatRemedy;
}

function judgeAction(action: string, isNew: boolean): string | null {
  if (/^(?:validate constraint |set \()/.test(action)) return null;
  if (/^add constraint /.test(action)) {
    const isChecked = / (?:check|foreign key) ?\(/.test(action);
    if (isNew || (isChecked && / not valid$/.test(action))) return null;
    return isChecked
      ? "rows would be checked under a lock: add it `not valid`, and validate it in a statement behind"
      : "its index would lock the table: create a unique index concurrently instead";
  }
  if (!/^add column /.test(action)) return contractRemedy;
  if (/ not null\b/.test(action) && !/ (?:default|generated) /.test(action)) {
    return "an older version writes rows without this column: let it be null, or give it a default";
  }
  return isNew || !/ (?:unique|primary key)\b/.test(action) ? null : lockRemedy;
}
