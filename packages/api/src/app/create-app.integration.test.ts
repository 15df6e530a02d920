import { permissionsOf } from "@homeport/auth";
import { schema } from "@homeport/db";
import { HostsError } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addOrganization, migratedDatabase, type Person, signUp } from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";
import { type CreateAppContext, createApp } from "./create-app.ts";

let stack: AsyncDisposableStack;
let replica: Replica;
let owner: Person;
let organizationId: string;
let hostId: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  organizationId = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  hostId = newId();
  await replica.db.orm.insert(schema.machines).values({ id: hostId, name: "attic" });
  await replica.db.orm
    .insert(schema.hosts)
    .values({ id: hostId, organizationId, machineId: hostId });
});
afterAll(() => stack.disposeAsync());

function context(): CreateAppContext {
  const acting = {
    actor: {
      kind: "user",
      userId: owner.userId,
      sessionId: "s",
      name: "Ada",
      email: "ada@example.org",
    },
    address: null,
    requestId: "r",
    organizationId,
    permissions: permissionsOf(["owner"]),
  } as const;
  return { hosts: { ...replica.hosts, ...acting }, gate: { ...replica.gate, ...acting } };
}

async function countRows(name: string) {
  const [row] = await replica.db.orm.execute(sql`
    select (select count(*)::int from apps where name = ${name}) as apps,
           (select count(*)::int from app_addresses where hostname like ${`${name}.%`}) as addresses,
           (select count(*)::int from audit_entries where detail->>'name' = ${name}) as audited`);
  return row;
}

test("an app comes with its address, its root rule and its audit row, all or none", async () => {
  const app = await createApp(context(), {
    hostId,
    name: "notes",
    target: "3000",
    targetFrom: "console",
    level: "members",
  });
  expect(app).toMatchObject({ hostname: "notes.apps.test", url: "http://notes.apps.test:8080/" });
  expect(await countRows("notes")).toEqual({ apps: 1, addresses: 1, audited: 1 });
});

test("nothing of an app stays when its address is refused", async () => {
  const refused = createApp(context(), {
    hostId,
    name: "www",
    target: "3000",
    targetFrom: "console",
    level: "owner",
  });
  await expect(refused).rejects.toMatchObject({ code: "RESERVED_LABEL" });
  expect(await countRows("www")).toEqual({ apps: 0, addresses: 0, audited: 0 });
});

test("nothing of an app stays when its target is refused", async () => {
  const refused = createApp(context(), {
    hostId,
    name: "half",
    target: "ftp://x",
    targetFrom: "console",
    level: "owner",
  });
  await expect(refused).rejects.toBeInstanceOf(HostsError);
  expect(await countRows("half")).toEqual({ apps: 0, addresses: 0, audited: 0 });
});
