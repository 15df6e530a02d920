import { verifications } from "@homeport/db";
import { systemRandom } from "@homeport/platform";
import { eq, like } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ada,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
  testKeys,
  webUrl,
} from "../../test/fixture.ts";
import { takenByReadingFirst } from "../../test/read-first.ts";
import { createOperatorResetLink } from "./create-operator-link.ts";
import { resetPassword } from "./reset-password.ts";

const racers = 6;

let stack: AsyncDisposableStack;
let replica: TestReplica;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(url));
  await signedUp(replica);
});
afterAll(() => stack.disposeAsync());

async function makeLink(): Promise<string> {
  const deps = { db: replica.db, random: systemRandom, webUrl };
  const { link } = await createOperatorResetLink(deps, { email: ada.email });
  return link.split("#").at(-1) ?? "";
}

test("of many who use one link at once a single one sets the password", async () => {
  const token = await makeLink();
  const request = { actor: { kind: "anonymous" }, address: null, requestId: "r" } as const;
  let hashed = 0;
  const allHashed = Promise.withResolvers<void>();
  // Everybody has found the link before anybody uses it up.
  const hashPassword = async (password: string) => {
    hashed += 1;
    if (hashed === racers) allHashed.resolve();
    await allHashed.promise;
    return `hash of ${password}`;
  };
  const deps = { ...replica, keys: testKeys, hashPassword };
  const outcomes = await Promise.all(
    Array.from({ length: racers }, (_, index) =>
      codeOf(resetPassword(deps, request, { token, password: `password number ${index}` })),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "RESET_LINK_INVALID")).toHaveLength(racers - 1);
});

test("control: reading first and writing then lets more than one set it", async () => {
  await makeLink();
  const link = like(verifications.identifier, "password-reset %");
  const [row] = await replica.db.orm.select().from(verifications).where(link);
  const taken = await takenByReadingFirst(replica, racers, {
    read: async (tx) => (await tx.select().from(verifications).where(link)).length > 0,
    write: (tx) => tx.delete(verifications).where(eq(verifications.id, row?.id ?? "")),
  });
  expect(taken).toBeGreaterThan(1);
});
