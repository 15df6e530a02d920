import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { turnOnTwoFactor } from "../../test/authenticator.ts";
import { ada, Browser, migratedDatabase, signedUp, startReplica } from "../../test/fixture.ts";

/** One code in six browsers at once, over three replicas; answers how many were let in. */
async function showOneCode(url: string): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const replicas = await Promise.all([0, 1, 2].map(async () => stack.use(await startReplica(url))));
  const [first] = replicas;
  if (first === undefined) throw new Error("There are three replicas");
  const { app } = await turnOnTwoFactor(first, await signedUp(first));
  const browsers = await Promise.all(
    Array.from({ length: 4 }, async (_, at) => {
      const browser = new Browser(`198.51.100.${at}`);
      await browser.send(first, "POST", "/sign-in/email", ada);
      return browser;
    }),
  );
  const code = app.code();
  const answers = await Promise.all(
    browsers.map((browser, at) =>
      browser.send(replicas[at % 3] ?? first, "POST", "/two-factor/verify-totp", { code }),
    ),
  );
  return answers.filter((answer) => answer.ok).length;
}

test("a code lets in one of those who show it at once on three replicas", async () => {
  await using database = await migratedDatabase();
  expect(await showOneCode(database.url)).toBe(1);
});

test("control: where used steps are not kept it lets in all of them", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await replica.db.orm.execute(sql`
    CREATE FUNCTION forget_step() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.last_used_step := 0; RETURN NEW; END $$`);
  await replica.db.orm.execute(sql`
    CREATE TRIGGER forget_step BEFORE UPDATE ON two_factors
      FOR EACH ROW EXECUTE FUNCTION forget_step()`);
  expect(await showOneCode(database.url)).toBe(4);
});
