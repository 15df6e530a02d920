import { schema } from "@homeport/db";
import { newId, sha256 } from "@homeport/platform";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addOrganization,
  addPerson,
  answerOf,
  fieldsOf,
  openApp,
  openWorld,
  signIn,
  startRelay,
  type TestApp,
  type TestPerson,
  type World,
} from "../../test/fixture.ts";
import type { Admission, KeyScopes } from "../index.ts";

let world: World;
let notes: TestApp;
let other: TestApp;

beforeAll(async () => {
  world = await openWorld();
  notes = await openApp(world, "notes", "members");
  other = await openApp(world, "other", "members");
});
afterAll(() => world[Symbol.asyncDispose]());

interface KeyOptions {
  readonly by?: TestPerson;
  readonly scopes?: KeyScopes;
  readonly organizationId?: string;
  readonly expires?: string;
}

let made = 0;

/** A key as its maker has it. */
async function addKey(options: KeyOptions = {}): Promise<{ keyId: string; text: string }> {
  made += 1;
  const prefix = `hpk_test${String(made).padStart(6, "0")}`;
  const text = `${prefix}_${"s".repeat(43)}`;
  const keyId = newId();
  await world.relay.db.orm.insert(schema.apiKeys).values({
    id: keyId,
    organizationId: options.organizationId ?? world.organizationId,
    userId: (options.by ?? world.owner).userId,
    name: "ci",
    prefix,
    secretHash: sha256(text),
    scopes: options.scopes ?? { apps: "all", api: false },
    expiresAt: options.expires === undefined ? null : sql.raw(options.expires),
  });
  return { keyId, text };
}

async function visit(
  text: string,
  more: { app?: TestApp; headers?: readonly string[]; method?: string; address?: string } = {},
): Promise<Admission> {
  const { app = notes, headers = [], ...rest } = more;
  return await world.relay.visit(app.hostname, "/a", {
    headers: ["X-Homeport-Key", text, ...headers],
    ...rest,
  });
}

function codeOf(admission: Admission) {
  return admission.kind === "pass" ? admission.code : `${admission.status} ${admission.code}`;
}

describe("a request with a key", () => {
  test.each([
    ["X-Homeport-Key", (text: string) => ["X-Homeport-Key", text]],
    ["a bearer token", (text: string) => ["Authorization", `Bearer ${text}`]],
    [
      "the password of Basic",
      (text: string) => ["Authorization", `Basic ${Buffer.from(`ci:${text}`).toString("base64")}`],
    ],
  ])("passes as the key's maker by %s, and the app never gets it", async (_how, fields) => {
    const { text } = await addKey();
    const passed = await world.relay.visit(notes.hostname, "/a", { headers: fields(text) });
    if (passed.kind !== "pass") throw new Error(passed.body);
    expect(passed.code).toBe("MEMBER");
    const sent = passed.rawHeaders.join("\n");
    expect(sent).not.toContain(text);
    expect(sent).toContain(`X-Homeport-Kind\nkey\nX-Homeport-User\n${world.owner.userId}`);
    expect(sent).toContain("X-Homeport-Role\nowner");
  });

  test("may change something from anywhere, since no browser sends a key by itself", async () => {
    const { text } = await addKey();
    const headers = ["Origin", "https://elsewhere.example"];
    expect(codeOf(await visit(text, { method: "POST", headers }))).toBe("MEMBER");
  });

  test("runs no query once the key is known", async () => {
    const { text } = await addKey();
    await visit(text);
    const before = await world.relay.queries();
    for (let times = 0; times < 20; times += 1) await visit(text);
    expect(await world.relay.queries()).toBe(before);
  });

  test("has the roles that its maker holds now", async () => {
    const by = await addPerson(world.relay.db, world.organizationId, "member");
    const { text } = await addKey({ by });
    expect(codeOf(await visit(text))).toBe("MEMBER");
    await world.relay.db.orm.delete(schema.members).where(eq(schema.members.userId, by.userId));
    await expect
      .poll(async () => codeOf(await visit(text)), { timeout: 1_000 })
      .toBe("403 NOT_ALLOWED");
  });

  test("opens only the apps that its scope names, and none of another organization", async () => {
    const { text } = await addKey({ scopes: { apps: [notes.appId], api: false } });
    expect(codeOf(await visit(text))).toBe("MEMBER");
    expect(codeOf(await visit(text, { app: other }))).toBe("403 KEY_SCOPE");
    const elsewhere = await addOrganization(world.relay.deps);
    const foreign = await addKey({ organizationId: elsewhere });
    expect(codeOf(await visit(foreign.text))).toBe("403 KEY_SCOPE");
  });
});

describe("a key that is no good", () => {
  test.each([
    ["malformed", () => Promise.resolve("hpk_nonsense")],
    ["unknown", () => Promise.resolve(`hpk_unknown000_${"s".repeat(43)}`)],
    ["expired", async () => (await addKey({ expires: "now() - interval '1 second'" })).text],
    ["revoked", revokedKey],
    ["out of scope", async () => (await addKey({ scopes: { apps: [], api: true } })).text],
  ])("is refused when it is %s, whatever cookie comes beside it", async (_what, make) => {
    const cookie = await signIn(world.relay, notes, world.owner);
    const refused = answerOf(await visit(await make(), { headers: cookie, address: "192.0.2.9" }));
    expect(["401 KEY_INVALID", "403 KEY_SCOPE"]).toContain(codeOf(refused));
    expect(fieldsOf(refused, "location")).toEqual([]);
  });

  async function revokedKey(): Promise<string> {
    const { keyId, text } = await addKey();
    await world.relay.db.orm
      .update(schema.apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(eq(schema.apiKeys.id, keyId));
    return text;
  }

  test("asks no store when it is malformed, and only once in a while when it is unknown", async () => {
    const before = await world.relay.queries();
    for (const text of ["", "hpk_", "garbage", `hpk_malformed!_${"s".repeat(43)}`]) {
      expect(codeOf(await visit(text))).toBe("401 KEY_INVALID");
    }
    expect(await world.relay.queries()).toBe(before);
    const unknown = `hpk_unknown001_${"s".repeat(43)}`;
    for (let times = 0; times < 5; times += 1) await visit(unknown, { address: "192.0.2.10" });
    expect(await world.relay.queries()).toBe(before + 1);
  });

  test("is 429 for an address that has guessed sixty of them", async () => {
    const guess = (n: number) => `hpk_guess${String(n).padStart(5, "0")}_${"s".repeat(43)}`;
    const address = "192.0.2.11";
    for (let n = 0; n < 60; n += 1) await visit(guess(n), { address });
    expect(codeOf(await visit(guess(60), { address }))).toBe("429 TOO_MANY_TRIES");
    expect(codeOf(await visit(guess(61), { address: "192.0.2.12" }))).toBe("401 KEY_INVALID");
  });

  test("leaves a public path to everyone, and still does not reach the app", async () => {
    const open = await openApp(world, "open", "public");
    const passed = await visit("hpk_nonsense", { app: open });
    expect(codeOf(passed)).toBe("PUBLIC");
    if (passed.kind === "pass") expect(passed.rawHeaders.join()).not.toContain("hpk_");
  });
});

test("a key whose maker may not pass leaves the question to the cookie beside it", async () => {
  const by = await addPerson(world.relay.db, world.organizationId, null);
  const { text } = await addKey({ by });
  const headers = await signIn(world.relay, notes, world.owner);
  expect(codeOf(await visit(text, { headers }))).toBe("MEMBER");
  const foreign = [...headers, "Origin", "https://elsewhere.example"];
  expect(codeOf(await visit(text, { headers: foreign, method: "POST" }))).toBe(
    "403 ORIGIN_REFUSED",
  );
});

test("a revoked key is refused within a second on every relay, and its open streams are cut", async () => {
  await using second = await startRelay(world.url);
  const { keyId, text } = await addKey();
  const passed = await visit(text);
  const there = await second.visit(notes.hostname, "/ws", { headers: ["X-Homeport-Key", text] });
  if (passed.kind !== "pass" || there.kind !== "pass") throw new Error("The key does not pass");
  const cuts: string[] = [];
  passed.watch((reason) => cuts.push(reason));
  there.watch((reason) => cuts.push(reason));
  await world.relay.db.orm
    .update(schema.apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(eq(schema.apiKeys.id, keyId));
  await expect.poll(() => cuts, { timeout: 1_000 }).toEqual(["session-ended", "session-ended"]);
  expect(codeOf(await visit(text))).toBe("401 KEY_INVALID");
});

test("a key whose scope was narrowed loses the streams that it no longer opens", async () => {
  const { keyId, text } = await addKey();
  const passed = await visit(text);
  if (passed.kind !== "pass") throw new Error("The key does not pass");
  const cut = Promise.withResolvers<string>();
  passed.watch(cut.resolve);
  await world.relay.db.orm
    .update(schema.apiKeys)
    .set({ scopes: { apps: [other.appId], api: false } })
    .where(eq(schema.apiKeys.id, keyId));
  expect(await cut.promise).toBe("not-allowed");
  expect(codeOf(await visit(text))).toBe("403 KEY_SCOPE");
});

test("a key whose row is damaged stands for nobody", async () => {
  const { keyId, text } = await addKey();
  await world.relay.db.orm
    .update(schema.apiKeys)
    .set({ scopes: { apps: "some" } })
    .where(eq(schema.apiKeys.id, keyId));
  expect(codeOf(await visit(text))).toBe("401 KEY_INVALID");
});

test("whoami names the key's maker, and status answers whoever may open the app", async () => {
  const { text } = await addKey();
  const ask = async (path: string, key: string) =>
    answerOf(await world.relay.visit(notes.hostname, path, { headers: ["X-Homeport-Key", key] }));
  expect(JSON.parse((await ask("/.homeport/whoami", text)).body)).toEqual({
    kind: "key",
    id: world.owner.userId,
    name: "Ada",
  });
  expect((await ask("/.homeport/status", text)).status).toBe(200);
  expect(codeOf(await ask("/.homeport/status", "hpk_x"))).toBe("401 KEY_INVALID");
  expect(codeOf(await ask("/.homeport/whoami", "hpk_x"))).toBe("401 KEY_INVALID");
});

describe("at the doors for programs", () => {
  const ask = (token: string, app = notes) =>
    world.relay.gate.admitProgram({
      ...{ appId: app.appId, token, target: "/", method: "GET", rawHeaders: [] },
      ...{ address: "192.0.2.7", requestId: "r1" },
    });
  const code = (asked: Promise<unknown>) =>
    asked.then(
      () => "passed",
      (error) => error.code,
    );

  test("a key passes that may call the API and whose scope names the app", async () => {
    const both = await addKey({ scopes: { apps: [notes.appId], api: true } });
    expect((await ask(both.text)).principal).toMatchObject({ kind: "key", keyId: both.keyId });
    expect(await code(ask(both.text, other))).toBe("KEY_SCOPE");
    const appsOnly = await addKey();
    expect(await code(ask(appsOnly.text))).toBe("KEY_SCOPE");
    expect(await code(ask("hpk_x"))).toBe("KEY_INVALID");
    const caller = { address: null, requestId: "r1" };
    expect(await code(world.relay.gate.readProgram({ ...caller, token: appsOnly.text }))).toBe(
      "KEY_SCOPE",
    );
    expect(await code(world.relay.gate.readProgram({ ...caller, token: both.text }))).toBe(
      "passed",
    );
  });
});

test("the last use of a key is written with the next batch", async () => {
  await using relay = await startRelay(world.url, { limits: { useFlushMs: 20 } });
  const { keyId, text } = await addKey();
  await relay.visit(notes.hostname, "/a", { headers: ["X-Homeport-Key", text] });
  const lastUsed = async () => {
    const [row] = await world.relay.db.orm
      .select({ at: schema.apiKeys.lastUsedAt })
      .from(schema.apiKeys)
      .where(eq(schema.apiKeys.id, keyId));
    return row?.at ?? null;
  };
  await expect.poll(lastUsed, { timeout: 2_000 }).not.toBeNull();
});
