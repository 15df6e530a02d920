import { deriveKeys } from "@homeport/platform";
import { expect, test } from "vitest";
import {
  ada,
  Browser,
  migratedDatabase,
  signedUp,
  startReplica,
  testKeys,
} from "../../test/fixture.ts";

const guesses = 15;

/** Fifteen wrong passwords at once, five on each of three replicas, each from an address of its own. */
async function guessOnThreeReplicas(url: string, keysOf: (at: number) => typeof testKeys) {
  await using stack = new AsyncDisposableStack();
  const replicas = await Promise.all(
    [0, 1, 2].map(async (at) => stack.use(await startReplica(url, { keys: keysOf(at) }))),
  );
  const answers = await Promise.all(
    Array.from({ length: guesses }, async (_, at) => {
      const replica = replicas[at % 3];
      if (replica === undefined) throw new Error("There are three replicas");
      const browser = new Browser(`198.51.100.${at}`);
      const wrong = { ...ada, password: `wrong horse battery ${at}` };
      return await browser.send(replica, "POST", "/sign-in/email", wrong);
    }),
  );
  const codes = await Promise.all(
    answers.map(
      async (answer) => ((await answer.json()) as { error: { code: string } }).error.code,
    ),
  );
  return {
    wrong: codes.filter((code) => code === "INVALID_EMAIL_OR_PASSWORD").length,
    locked: codes.filter((code) => code === "LOCKED").length,
  };
}

test("three replicas together give an account five tries, however many come at once", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const counted = await guessOnThreeReplicas(database.url, () => testKeys);
  expect(counted).toEqual({ wrong: 5, locked: 10 });
});

test("control: replicas that count apart give three times as many", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const apart = (at: number) => deriveKeys(`homeport test secret of replica ${at}, 0123456789`);
  const counted = await guessOnThreeReplicas(database.url, apart);
  expect(counted).toEqual({ wrong: guesses, locked: 0 });
});
