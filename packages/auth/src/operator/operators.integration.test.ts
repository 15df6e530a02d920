import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  ada,
  ageAuthentication,
  type Browser,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { auditedActions, signUpAs } from "../../test/organization.ts";
import { deleteAccount } from "../account/delete-account.ts";
import { actorOf } from "../index.ts";
import { addOperator } from "./add-operator.ts";
import { revokeOperator, revokeOperatorByName, updateOperator } from "./change-operator.ts";
import type { OperatorsContext } from "./context.ts";
import { listOperators } from "./list-operators.ts";
import { type OperatorWord, operatorWords } from "./operator-words.ts";
import { noOperators, type OperatorRule, readOperatorWords } from "./read-operator.ts";

let stack: AsyncDisposableStack;
let replica: TestReplica;
let owner: Browser;
let olga: Browser;

const named: OperatorRule = { emails: new Set([ada.email]), firstPerson: false };
const keyId = `ed25519:${"ab".repeat(32)}`;
const olgaIs = { email: "olga@example.org" };

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(url, { signUp: "open" }));
  owner = await signedUp(replica);
  olga = await signUpAs(replica, "Olga");
});
afterAll(() => stack.disposeAsync());
beforeEach(async () => void (await replica.db.orm.execute("delete from operators")));

async function actingAs(
  browser: Browser,
  words: readonly OperatorWord[] = operatorWords,
  operators: OperatorRule | null = named,
): Promise<OperatorsContext> {
  const actor = actorOf(await browser.readSession(replica));
  const { db } = replica;
  return { actor, address: null, requestId: "r1", db, operators, words: new Set(words) };
}

async function wordsOf(browser: Browser): Promise<string[]> {
  const userId = (await browser.readSession(replica))?.userId ?? "";
  return [
    ...(await readOperatorWords({ operators: noOperators, reader: replica.db.orm }, { userId })),
  ];
}

test("a person who was added operates from the next request on, until they are revoked", async () => {
  const ctx = await actingAs(owner);
  expect(await wordsOf(olga)).toEqual([]);
  const { operatorId } = await addOperator(ctx, { who: olgaIs, permissions: ["fleet.read"] });
  expect(await wordsOf(olga)).toEqual(["fleet.read"]);
  await updateOperator(ctx, { operatorId, permissions: ["fleet.read", "queue.operate"] });
  expect(await wordsOf(olga)).toEqual(["fleet.read", "queue.operate"]);
  expect(await listOperators({ ...ctx, operators: named })).toMatchObject({
    named: [ada.email],
    operators: [{ operatorId, kind: "user", label: "Olga", email: "olga@example.org" }],
  });
  await revokeOperator(ctx, { operatorId });
  expect(await wordsOf(olga)).toEqual([]);
  const acts = (await auditedActions(replica, "operator.%")).map(({ action }) => action);
  expect(acts.slice(-3)).toEqual(["operator.add", "operator.update", "operator.revoke"]);
});

test("nobody is an operator twice, and whoever has no account is none", async () => {
  const ctx = await actingAs(owner);
  const permissions: OperatorWord[] = ["fleet.read"];
  await addOperator(ctx, { who: olgaIs, permissions });
  expect(await codeOf(addOperator(ctx, { who: olgaIs, permissions }))).toBe("ALREADY_OPERATOR");
  const absent = { email: "nobody@example.org" };
  expect(await codeOf(addOperator(ctx, { who: absent, permissions }))).toBe("USER_NOT_FOUND");
  const weak = { keyId: `ed25519:${"00".repeat(32)}` };
  expect(await codeOf(addOperator(ctx, { who: weak, permissions }))).toBe("OPERATOR_KEY_INVALID");
  await revokeOperatorByName(ctx, olgaIs);
  expect(await codeOf(revokeOperatorByName(ctx, olgaIs))).toBe("OPERATOR_NOT_FOUND");
  await addOperator(ctx, { who: olgaIs, permissions });
});

test("nobody hands on more than they hold, or takes anything from who holds more", async () => {
  const chief = await actingAs(owner);
  const { operatorId } = await addOperator(chief, {
    ...{ who: { keyId }, permissions: [...operatorWords] },
  });
  const lesser = await actingAs(olga, ["fleet.read", "fleet.operate"]);
  const codes = await Promise.all([
    codeOf(addOperator(lesser, { who: olgaIs, permissions: [...operatorWords] })),
    codeOf(updateOperator(lesser, { operatorId, permissions: ["fleet.read"] })),
    codeOf(revokeOperator(lesser, { operatorId })),
  ]);
  expect(codes).toEqual(["NOT_PERMITTED", "NOT_PERMITTED", "NOT_PERMITTED"]);
});

test("the last way in stays: by the configuration, by a row, or for whoever holds the database", async () => {
  const lonely = await actingAs(owner, operatorWords, noOperators);
  const { operatorId } = await addOperator(lonely, {
    ...{ who: { keyId }, permissions: [...operatorWords] },
  });
  const lower = { operatorId, permissions: ["fleet.read"] as OperatorWord[] };
  expect(await codeOf(revokeOperator(lonely, { operatorId }))).toBe("LAST_OPERATOR");
  expect(await codeOf(updateOperator(lonely, lower))).toBe("LAST_OPERATOR");
  const absent = { emails: new Set(["nobody@example.org"]), firstPerson: false };
  const unnamed = await actingAs(owner, operatorWords, absent);
  expect(await codeOf(revokeOperator(unnamed, { operatorId }))).toBe("LAST_OPERATOR");
  const other = await addOperator(lonely, {
    who: olgaIs,
    permissions: ["fleet.read", "fleet.operate"],
  });
  expect(await codeOf(revokeOperator(lonely, other))).toBeNull();
  await revokeOperator(await actingAs(owner, operatorWords, null), { operatorId });
  expect(await codeOf(revokeOperator(await actingAs(owner), { operatorId }))).toBe(
    "OPERATOR_NOT_FOUND",
  );
});

test("whoever is the last to operate the installation keeps their account, until there is another one", async () => {
  const chief = await actingAs(owner, operatorWords, null);
  const last = await signUpAs(replica, "Last");
  const permissions: OperatorWord[] = ["fleet.read", "fleet.operate"];
  await addOperator(chief, { who: { email: "last@example.org" }, permissions });
  const acting = await actingAs(last);
  const ctx = { ...acting, operators: noOperators, feed: replica.feed };
  expect(await codeOf(deleteAccount(ctx))).toBe("LAST_OPERATOR");
  expect(await wordsOf(last)).toEqual(permissions);
  await addOperator(chief, { who: { keyId }, permissions });
  expect(await codeOf(deleteAccount(ctx))).toBeNull();
});

test("a person shows a factor for each of it when the last one was long ago", async () => {
  const ctx = await actingAs(owner);
  const { operatorId } = await addOperator(ctx, { who: { keyId }, permissions: ["fleet.read"] });
  await ageAuthentication(replica);
  const codes = await Promise.all([
    codeOf(addOperator(ctx, { who: olgaIs, permissions: ["fleet.read"] })),
    codeOf(updateOperator(ctx, { operatorId, permissions: ["fleet.read"] })),
    codeOf(revokeOperator(ctx, { operatorId })),
  ]);
  expect(codes).toEqual(["STEP_UP_REQUIRED", "STEP_UP_REQUIRED", "STEP_UP_REQUIRED"]);
  await ageAuthentication(replica, "0 minutes");
});
