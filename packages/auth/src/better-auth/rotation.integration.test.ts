import { deriveKeys } from "@homeport/platform";
import { expect, test } from "vitest";
import { migratedDatabase, signedUp, startReplica } from "../../test/fixture.ts";

const old = "the secret of last year, 0123456789abcdef";
const fresh = "the secret of this year, 0123456789abcdef";

test("whoever signed in under the previous secret stays signed in, and may sign out", async () => {
  await using database = await migratedDatabase();
  await using before = await startReplica(database.url, { keys: deriveKeys(old) });
  const browser = await signedUp(before);
  await using after = await startReplica(database.url, { keys: deriveKeys(fresh, old) });
  expect(await browser.readSession(after)).toMatchObject({ kind: "browser" });
  expect((await browser.send(after, "POST", "/sign-out")).status).toBe(200);
  expect(await browser.readSession(before)).toBeNull();
});

test("a secret that is no longer named signs nobody in", async () => {
  await using database = await migratedDatabase();
  await using before = await startReplica(database.url, { keys: deriveKeys(old) });
  const browser = await signedUp(before);
  await using after = await startReplica(database.url, { keys: deriveKeys(fresh) });
  expect(await browser.readSession(after)).toBeNull();
});

test("what was signed under a secret of nobody is not signed anew", async () => {
  await using database = await migratedDatabase();
  await using stranger = await startReplica(database.url, {
    keys: deriveKeys("a secret of nobody, 0123456789abcdef"),
  });
  const browser = await signedUp(stranger);
  await using after = await startReplica(database.url, { keys: deriveKeys(fresh, old) });
  expect(await browser.readSession(after)).toBeNull();
});
