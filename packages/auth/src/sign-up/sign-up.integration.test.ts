import { createLog } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  ada,
  Browser,
  migratedDatabase,
  signedUp,
  startReplica,
  testKeys,
} from "../../test/fixture.ts";
import { setupCode } from "./setup-code.ts";

async function count(
  db: { execute(query: ReturnType<typeof sql>): PromiseLike<readonly unknown[]> },
  table: string,
) {
  const rows = await db.execute(sql.raw(`select 1 from ${table}`));
  return rows.length;
}

test("the first person becomes owner of an organization with a default identity", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const session = await browser.readSession(replica);
  expect(session).toMatchObject({ name: "Ada", email: "ada@example.org", kind: "browser" });
  const [row] = await replica.db.orm.execute(sql`
    select m.role, o.slug, i.is_default, i.name, i.email, octet_length(i.public_key) as key_bytes
    from members m join organizations o on o.id = m.organization_id
    join identities i on i.organization_id = o.id`);
  expect(row).toEqual({
    role: "owner",
    slug: "home",
    is_default: true,
    name: "Ada",
    email: "ada@example.org",
    key_bytes: 32,
  });
});

test("nobody can sign up after the first person", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const second = { ...ada, email: "eve@example.org" };
  const answer = await new Browser().send(replica, "POST", "/sign-up/email", second);
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ error: { code: "SIGN_UP_CLOSED", requestId: "r1" } });
  expect(await count(replica.db.orm, "users")).toBe(1);
  expect(await replica.auth.readSignUp()).toEqual({
    open: false,
    first: false,
    needsSetupCode: false,
    byInvitation: true,
  });
});

test("of two first people at once one gets in and nothing of the other stays", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await using other = await startReplica(database.url);
  const answers = await Promise.all([
    new Browser().send(replica, "POST", "/sign-up/email", ada),
    new Browser().send(other, "POST", "/sign-up/email", { ...ada, email: "eve@example.org" }),
  ]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403]);
  expect(await count(replica.db.orm, "users")).toBe(1);
  expect(await count(replica.db.orm, "organizations")).toBe(1);
});

test("the first person of production needs the setup code", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url, { stage: "prod" });
  const without = await new Browser().send(replica, "POST", "/sign-up/email", ada);
  expect(await without.json()).toMatchObject({ error: { code: "SETUP_CODE_WRONG" } });
  const code = setupCode(testKeys).toLowerCase();
  const given = await new Browser().send(replica, "POST", "/sign-up/email", {
    ...ada,
    setupCode: code,
  });
  expect(given.status).toBe(200);
});

test("production logs the setup code until the first person is there, and never after", async () => {
  await using database = await migratedDatabase();
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const facts = { app: "web", replica: "web-1", version: "0", stage: "prod" } as const;
  const log = createLog({ ...facts, format: "json", stream });
  await using replica = await startReplica(database.url, { stage: "prod", log });
  const said = () => lines.filter((line) => line.includes(setupCode(testKeys))).length;
  await replica.auth.announceSetup();
  expect(said()).toBe(1);
  const first = { ...ada, setupCode: setupCode(testKeys) };
  await new Browser().send(replica, "POST", "/sign-up/email", first);
  await replica.auth.announceSetup();
  expect(said()).toBe(1);
});

test("open sign-up makes people without an organization", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url, { signUp: "open" });
  await signedUp(replica);
  const second = { ...ada, email: "eve@example.org" };
  expect((await new Browser().send(replica, "POST", "/sign-up/email", second)).status).toBe(200);
  expect((await new Browser().send(replica, "POST", "/sign-up/email", second)).status).toBe(409);
  expect(await count(replica.db.orm, "members")).toBe(1);
});

test.for([
  ["a short password", { ...ada, password: "short" }],
  ["a long password", { ...ada, password: "x".repeat(129) }],
  ["no e-mail address", { ...ada, email: "ada" }],
  ["no name", { ...ada, name: " " }],
] as const)("sign-up refuses %s", async ([, body]) => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const answer = await new Browser().send(replica, "POST", "/sign-up/email", body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: "SIGN_UP_INVALID" } });
});
