import { schema } from "@homeport/db";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  addOrganization,
  call,
  dataOf,
  migratedDatabase,
  type Person,
  refusal,
  signUp,
} from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";

let stack: AsyncDisposableStack;
let replica: Replica;
let owner: Person;
let organization: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
});
afterAll(() => stack.disposeAsync());

const madeSchema = z.object({ key: z.string(), keyId: z.string() });

async function makeKey(api = true) {
  const input = { name: "ci", scopes: { apps: "all", api }, lifeMs: null };
  const asOwner = { as: owner, organization };
  return madeSchema.parse(
    dataOf(await call(replica, "mutation", "account.keys.create", input, asOwner)),
  );
}

/** A program: no cookie, no origin. */
async function callBy(
  key: string,
  type: "query" | "mutation",
  path: string,
  input: unknown,
  headers: Record<string, string> = {},
) {
  const sent = { origin: "https://elsewhere.example", authorization: `Bearer ${key}`, ...headers };
  return await call(replica, type, path, input, { as: null, headers: sent });
}

test("a key calls as its maker, in its own organization, and may change something from anywhere", async () => {
  const { key, keyId } = await makeKey();
  expect(refusal(await callBy(key, "query", "apps.list", {}))).toBeNull();
  const { codeId } = z
    .object({ codeId: z.string() })
    .parse(dataOf(await callBy(key, "mutation", "hosts.createCode", {})));
  const [audited] = await replica.db.orm
    .select()
    .from(schema.auditEntries)
    .where(eq(schema.auditEntries.targetId, codeId));
  expect(audited).toMatchObject({
    actorKind: "user",
    actorId: owner.userId,
    organizationId: organization,
    detail: { byKeyId: keyId },
  });
});

test("a key reaches no other organization of its maker", async () => {
  const elsewhere = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  const { key } = await makeKey();
  const named = { "homeport-organization": elsewhere };
  expect(refusal(await callBy(key, "query", "apps.list", {}, named))).toBe(
    "404 ORGANIZATION_NOT_FOUND",
  );
});

test("a key that may not call the API is refused, and so is one that is none, whatever cookie is beside it", async () => {
  const cookie = { cookie: owner.cookie };
  const { key } = await makeKey(false);
  expect(refusal(await callBy(key, "query", "apps.list", {}, cookie))).toBe("403 KEY_SCOPE");
  expect(refusal(await callBy("hpk_none", "query", "apps.list", {}, cookie))).toBe(
    "401 KEY_INVALID",
  );
  const twice = { ...cookie, "x-homeport-key": key };
  expect(refusal(await callBy(key, "query", "apps.list", {}, twice))).toBe("401 KEY_INVALID");
});

test("a key does nothing to its maker's account", async () => {
  const { key, keyId } = await makeKey();
  const wanted = { name: "child", scopes: { apps: "all", api: true }, lifeMs: null };
  expect(refusal(await callBy(key, "mutation", "account.keys.create", wanted))).toBe(
    "403 KEY_REFUSED",
  );
  expect(refusal(await callBy(key, "mutation", "account.keys.revoke", { keyId }))).toBe(
    "403 KEY_REFUSED",
  );
  expect(refusal(await callBy(key, "mutation", "account.sessions.revokeOthers", undefined))).toBe(
    "403 KEY_REFUSED",
  );
});

test("a key loses what its maker loses", async () => {
  const maker = await signUp(replica, "maker");
  const joined = await addOrganization(replica, [
    { person: owner, role: "owner" },
    { person: maker, role: "admin" },
  ]);
  const input = { name: "ci", scopes: { apps: "all", api: true }, lifeMs: null };
  const { key } = madeSchema.parse(
    dataOf(
      await call(replica, "mutation", "account.keys.create", input, {
        as: maker,
        organization: joined,
      }),
    ),
  );
  expect(refusal(await callBy(key, "query", "apps.list", {}))).toBeNull();
  await replica.db.orm
    .delete(schema.members)
    .where(and(eq(schema.members.userId, maker.userId), eq(schema.members.organizationId, joined)));
  expect(refusal(await callBy(key, "query", "apps.list", {}))).toBe("404 ORGANIZATION_NOT_FOUND");
});
