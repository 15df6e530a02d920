import { openText, sealText, systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedDatabase, plainSql, testDb } from "../../test/fixture.ts";
import { after, before, during, makeThings, texts } from "../../test/sealed-things.ts";
import type { Db } from "../index.ts";
import { type RewrapDeps, type RewrapOutcome, rewrapSealed } from "./rewrap-sealed.ts";

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let db: Db;

beforeAll(async () => {
  database = await migratedDatabase();
  db = testDb(database.url);
});
afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const place = { column: texts, rowId: "thing-0" };

/** Seals one row again, while a verb changes it between the reading and the writing. `shape` may plant a fault. */
async function raceOneChange(shape: (statement: string) => string): Promise<RewrapOutcome> {
  await makeThings(db, 1);
  const change = async () => {
    const words = sealText({ keys: before, random: systemRandom }, place, "the newer words");
    // On a connection of its own, as another replica's: this call chain holds one already.
    await using other = plainSql(database.url);
    await other`UPDATE things SET words = ${words} WHERE id = 'thing-0'`;
  };
  let changed = false;
  const write: RewrapDeps["write"] = (fn) =>
    db.system("rewrap", async (tx) => {
      const inner = db.within(tx);
      return fn({
        async query(text, params) {
          const rows = await inner.query(shape(text), params);
          if (text.startsWith("SELECT") && text.includes(" AS sealed ") && !changed) {
            changed = true;
            await change();
          }
          return rows;
        },
      });
    });
  const { signal } = new AbortController();
  return rewrapSealed({ keys: during, random: systemRandom, write, signal }, [texts]);
}

async function readWords(): Promise<string | null> {
  const [row] = await db.sql.query("SELECT words FROM things");
  return openText(during, place, String(row?.["words"]));
}

test("what a verb writes between the reading and the sealing stays, and is sealed the next time", async () => {
  expect(await raceOneChange((text) => text)).toMatchObject({ rewrapped: 0, moved: 1 });
  expect(await readWords()).toBe("the newer words");
  const write: RewrapDeps["write"] = (fn) => db.system("rewrap", (tx) => fn(db.within(tx)));
  const { signal } = new AbortController();
  await rewrapSealed({ keys: during, random: systemRandom, write, signal }, [texts]);
  const [row] = await db.sql.query("SELECT words FROM things");
  expect(openText(after, place, String(row?.["words"]))).toBe("the newer words");
});

test("control: where the old value is not compared the newer one is lost", async () => {
  const withoutComparing = (text: string) =>
    text.replace(' AND "words" = $3', " AND $3::text IS NOT NULL");
  expect(await raceOneChange(withoutComparing)).toMatchObject({ rewrapped: 1, moved: 0 });
  expect(await readWords()).toBe("words of thing-0");
});
