import { newId } from "@homeport/platform";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { codeOf, migratedDatabase, startReplica, type TestReplica } from "../../test/fixture.ts";
import { revokeOperator } from "./change-operator.ts";
import type { OperatorsContext } from "./context.ts";
import { operatorWords } from "./operator-words.ts";
import { noOperators } from "./read-operator.ts";
import { hasWayIn, insertOperator, markOperatorRevoked } from "./store.ts";

let stack: AsyncDisposableStack;
let replicas: [TestReplica, TestReplica];
const ids = [newId(), newId()] as const;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  const start = async () => stack.use(await startReplica(url));
  replicas = [await start(), await start()];
});
afterAll(() => stack.disposeAsync());

/** Two operators, by a key each, whom nothing but these rows lets in. */
beforeEach(async () => {
  const { db } = replicas[0];
  await db.orm.execute("delete from operators");
  for (const [index, id] of ids.entries()) {
    const keyId = `ed25519:${`0${index + 1}`.repeat(32)}`;
    const permissions = [...operatorWords];
    const row = { id, userId: null, keyId, label: "Key", permissions, createdBy: "test" };
    await db.system("operators", (tx) => insertOperator(tx, row));
  }
});

const keyOf = (index: number) => ({ kind: "operator-key", keyId: `key ${index}` }) as const;

test("of two operators who revoke each other at once, on two replicas, one stays", async () => {
  const codes = await Promise.all(
    replicas.map(({ db }, index) => {
      const ctx: OperatorsContext = {
        ...{ actor: keyOf(index), address: null, requestId: "r", db },
        ...{ operators: noOperators, words: new Set(operatorWords) },
      };
      return codeOf(revokeOperator(ctx, { operatorId: ids[index] ?? "" }));
    }),
  );
  expect(codes.sort()).toEqual(["LAST_OPERATOR", null]);
  expect(await hasWayIn(replicas[0].db.orm, noOperators)).toBe(true);
});

test("control: without the lock on the list each sees the other, and nobody is left", async () => {
  // Neither commits before both have looked, however far apart their statements are.
  const revoked = meeting();
  const looked = meeting();
  const sawAnother = await Promise.all(
    replicas.map(({ db }, index) =>
      db.system("unlocked", async (tx) => {
        await markOperatorRevoked(tx, ids[index] ?? "");
        await revoked();
        const isThere = await hasWayIn(tx, noOperators);
        await looked();
        return isThere;
      }),
    ),
  );
  expect(sawAnother).toEqual([true, true]);
  expect(await hasWayIn(replicas[0].db.orm, noOperators)).toBe(false);
});

/** Resolves for either once both have come. */
function meeting(): () => Promise<void> {
  const both = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived === 2) both.resolve();
    return both.promise;
  };
}
