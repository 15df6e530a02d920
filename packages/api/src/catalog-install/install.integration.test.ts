import { putSource } from "@homeport/catalog";
import { openMirror, versionsOf } from "@homeport/catalog/testing";
import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

const stack = new AsyncDisposableStack();
let replica: Replica;
let owner: Person;
let organization: string;
let hostId: string;
const secret = "hunter2-hunter2";

async function addHost(name: string, arch: string | null, inside: string): Promise<string> {
  const id = newId();
  const { orm } = replica.db;
  await orm.insert(schema.machines).values({ id, name, arch, agentVersion: "0.1.0" });
  await orm.insert(schema.hosts).values({ id, organizationId: inside, machineId: id });
  return id;
}

/** Entries with a password, with a permission that is asked for, and without an address. */
function tree() {
  const files = goodTree();
  const app = String(files.get("apps/no/notes/app.toml"));
  const password = ["", "[[settings]]", 'key = "pass"', 'label = "Password"', 'type = "password"'];
  const more = [...password, 'env = "NOTES_PASS"', "required = true", ""].join("\n");
  files.set("apps/no/notes/app.toml", app + more);
  const compose = String(files.get("apps/no/notes/compose.yml"));
  files.set(
    "apps/no/notes/compose.yml",
    compose.replace("    environment:\n", `    environment:\n      PASS: "\${NOTES_PASS}"\n`),
  );
  const copy = (slug: string, change: (text: string) => string) => {
    for (const [path, file] of goodTree()) {
      if (!path.startsWith("apps/no/notes/")) continue;
      const text = String(file).replace('slug = "notes"', `slug = "${slug}"`);
      const own = text.replace("0f1e2d3c-4b5a", `${slug.length}f1e2d3c-4b5a`);
      files.set(path.replace("no/notes", `${slug.slice(0, 2)}/${slug}`), change(own));
    }
  };
  copy("wide", (text) =>
    text
      .replace('status = "active"', 'status = "active"\npermissions = ["host-network"]')
      .replace("    restart:", "    network_mode: host\n    restart:")
      .replace(`    ports: ["127.0.0.1:\${HOMEPORT_PORT_WEB}:8080"]\n`, ""),
  );
  copy("broker", (text) =>
    text
      .replace('protocol = "http"\nprimary = true', 'protocol = "mqtt"')
      .replace(/\[\[paths\]\][\s\S]*?label = "Everything"\n/, ""),
  );
  return files;
}

const choice = { slug: "notes", mode: "compose", settings: { pass: secret } };
const asked = (change: object = {}) => ({
  ...{ ...choice, requestId: crypto.randomUUID(), hostId, name: "notes" },
  ...change,
});
const start = (input: object) =>
  call(replica, "mutation", "catalog.install.start", input, { as: owner, organization });
const idOf = (outcome: Awaited<ReturnType<typeof start>>) =>
  z.object({ appId: z.string() }).parse(dataOf(outcome)).appId;

async function appRow(appId: string) {
  const [row] = await replica.db.orm.execute(sql`
    SELECT name, title, runtime, manifest,
      (SELECT count(*)::int FROM app_addresses WHERE app_id = ${appId}) AS addresses,
      (SELECT target FROM app_deliveries WHERE app_id = ${appId}) AS target,
      (SELECT detail::text FROM audit_entries WHERE target_id = ${appId} AND action = 'catalog.install') AS audited
    FROM apps WHERE id = ${appId}`);
  return row;
}

beforeAll(async () => {
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  hostId = await addHost("attic", "x64", organization);
  await putSource(replica.db.orm, "the test's repository", "main");
  await openMirror(replica.db).accept(versionsOf(tree()));
  await replica.api.catalog.reader.lookNow();
});
afterAll(() => stack.disposeAsync());

test("what is to be installed can be looked at before, without the values that were given", async () => {
  const outcome = await call(replica, "mutation", "catalog.install.plan", choice, {
    ...{ as: owner, organization },
  });
  expect(dataOf(outcome)).toMatchObject({
    problems: [],
    review: { release: "1.0.0", mode: "compose", access: [{ prefix: "/", access: "members" }] },
  });
  expect(outcome.text).not.toContain(secret);
  const wrong = await call(
    replica,
    "mutation",
    "catalog.install.plan",
    { ...choice, settings: { title: "x".repeat(41) } },
    { as: owner, organization },
  );
  expect(dataOf(wrong)).toMatchObject({
    review: null,
    problems: [{ field: "settings.title" }, { field: "settings.pass", message: "is needed" }],
  });
});

test("an entry becomes an app of the host, whose values stand beside its file and in no record", async () => {
  const appId = idOf(await start(asked()));
  const row = await appRow(appId);
  expect(row).toMatchObject({ name: "notes", title: "Notes", runtime: "compose", addresses: 1 });
  const manifest = z
    .object({ compose: z.object({ file: z.string(), settings: z.unknown() }) })
    .parse(row?.["manifest"]);
  expect(manifest.compose.settings).toEqual({
    NOTES_TITLE: { value: "Notes" },
    NOTES_PASS: { value: secret },
  });
  expect(manifest.compose.file).not.toContain(secret);
  expect(JSON.parse(manifest.compose.file)).toMatchObject({
    services: {
      notes: {
        image: `example/notes:1.0.0@sha256:${"a".repeat(64)}`,
        environment: { PASS: `\${NOTES_PASS}`, TITLE: `\${NOTES_TITLE}` },
        ports: [`127.0.0.1:\${HOMEPORT_APP_PORT}:8080`],
        volumes: ["./data/notes:/data"],
      },
    },
  });
  expect(String(row?.["audited"])).toContain('"slug": "notes"');
  const [kept] = await replica.db.orm.execute(sql`
    SELECT (SELECT count(*) FROM audit_entries WHERE detail::text LIKE ${`%${secret}%`})
         + (SELECT count(*) FROM catalog_version WHERE files::text LIKE ${`%${secret}%`}) AS found`);
  expect(Number(kept?.["found"])).toBe(0);
});

test("one request installs once, however often and at however many replicas it is made at once", async () => {
  const input = asked({ name: "once" });
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => start(input)));
  const ids = new Set([...outcomes, await start(input)].map(idOf));
  expect(ids.size).toBe(1);
  // Another request is another app: its name is taken.
  expect(refusal(await start(asked({ name: "once" })))).toBe("409 APP_NAME_TAKEN");
});

test("an app that runs already is taken in at its port, with the entry's rules and nothing else of it", async () => {
  const outcome = await start(asked({ mode: "adopt", settings: {}, name: "taken", port: 4321 }));
  const row = await appRow(idOf(outcome));
  expect(row).toMatchObject({ title: "Notes", runtime: "none", manifest: null, addresses: 1 });
  expect(row?.["target"]).toContain("4321");
  const rules = await replica.db.orm.execute(
    sql`SELECT path, level FROM access_rules WHERE app_id = ${idOf(outcome)}`,
  );
  expect([...rules]).toEqual([{ path: "/", level: "members" }]);
});

test("an entry without a primary entrypoint gets no public address", async () => {
  const appId = idOf(await start(asked({ slug: "broker", settings: {}, name: "broker" })));
  expect(await appRow(appId)).toMatchObject({ runtime: "compose", addresses: 0 });
});

describe("nothing is installed", () => {
  test("on a host of another processor, unless the app runs there already", async () => {
    const other = await addHost("board", "arm", organization);
    const outcome = await start(asked({ hostId: other, name: "board" }));
    expect(refusal(outcome)).toBe("422 CATALOG_ARCHITECTURE");
    expect(outcome.text).toContain("armv7");
    const taken = asked({ mode: "adopt", settings: {}, hostId: other, name: "board", port: 1 });
    expect(refusal(await start(taken))).toBeNull();
  });

  test("that asks for a permission which nobody agreed to", async () => {
    const wide = { slug: "wide", settings: {}, name: "wide" };
    const outcome = await start(asked(wide));
    expect(refusal(outcome)).toBe("422 CATALOG_INSTALL_INVALID");
    expect(outcome.text).toContain("host-network");
    expect(refusal(await start(asked({ ...wide, permissions: ["host-network"] })))).toBeNull();
  });

  test.each([
    ["with a setting missing", { settings: {} }, "422 CATALOG_INSTALL_INVALID"],
    ["of a release that there is not", { version: "9.9.9" }, "422 CATALOG_INSTALL_INVALID"],
    ["at no port", { mode: "adopt", settings: {} }, "422 CATALOG_INSTALL_INVALID"],
    ["that the catalog does not have", { slug: "nobody" }, "404 CATALOG_ENTRY_NOT_FOUND"],
    ["on a host that there is not", { hostId: "h0" }, "404 HOST_NOT_FOUND"],
    ["under a name that is none", { name: "a b" }, "400 APP_NAME_INVALID"],
  ])("%s", async (_what, change, code) => {
    expect(refusal(await start(asked({ name: "never", ...change })))).toBe(code);
    const [found] = await replica.db.orm.execute(
      sql`SELECT count(*)::int AS apps FROM apps WHERE name = 'never'`,
    );
    expect(found).toEqual({ apps: 0 });
  });
});
