import {
  deriveKeys,
  type SealedColumn,
  sealBytes,
  sealText,
  systemRandom,
} from "@homeport/platform";
import type { Db } from "../src/index.ts";

const oldSecret = "the secret of last year, 0123456789abcdef";
const newSecret = "the secret of this year, 0123456789abcdef";
export const before = deriveKeys(oldSecret);
export const during = deriveKeys(newSecret, oldSecret);
export const after = deriveKeys(newSecret);

const things = { table: "things", key: "id", purpose: "row-wrap" } as const;
export const texts: SealedColumn = {
  ...{ ...things, column: "words", form: "text", label: "things.words" },
};
export const bytes: SealedColumn = {
  ...{ ...things, column: "raw", form: "bytes", label: "things.raw", purpose: "ack-wrap" },
};
export const thingColumns = [texts, bytes];

/** A table with a sealed column of each form, and as many rows that the old secret seals. */
export async function makeThings(db: Db, rows: number): Promise<void> {
  await db.sql.query(
    "CREATE TABLE IF NOT EXISTS things (id text PRIMARY KEY, words text NOT NULL, raw bytea NOT NULL)",
  );
  await db.sql.query("DELETE FROM things");
  const deps = { keys: before, random: systemRandom };
  for (let at = 0; at < rows; at += 1) {
    const rowId = `thing-${at}`;
    await db.sql.query("INSERT INTO things VALUES ($1, $2, $3)", [
      rowId,
      sealText(deps, { column: texts, rowId }, `words of ${rowId}`),
      sealBytes(deps, { column: bytes, rowId }, Buffer.from(`bytes of ${rowId}`)),
    ]);
  }
}
