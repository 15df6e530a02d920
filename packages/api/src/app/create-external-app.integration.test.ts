import { permissionsOf } from "@homeport/auth";
import { schema } from "@homeport/db";
import {
  addHostname,
  getAppGate,
  listAddresses,
  listAppGates,
  removeAddress,
} from "@homeport/gate";
import { getApp, getDelivery, listApps, removeApp } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addOrganization, migratedDatabase, type Person, signUp } from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";
import type { CreateAppContext } from "./create-app.ts";
import { createExternalApp } from "./create-external-app.ts";
import { withAddress } from "./with-address.ts";

let stack: AsyncDisposableStack;
let replica: Replica;
let owner: Person;
let organizationId: string;
let elsewhere: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  organizationId = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  elsewhere = await addOrganization(replica, [{ person: owner, role: "owner" }]);
});
afterAll(() => stack.disposeAsync());

function context(inside = organizationId, role = "owner"): CreateAppContext {
  const { userId } = owner;
  const acting = {
    actor: { kind: "user", userId, sessionId: "s", name: "Ada", email: "ada@example.org" },
    ...{
      address: null,
      requestId: "r",
      organizationId: inside,
      permissions: permissionsOf([role]),
    },
  } as const;
  return { hosts: { ...replica.hosts, ...acting }, gate: { ...replica.gate, ...acting } };
}

test("an app behind a proxy has a hostname, a rule and an audit row, and neither host nor delivery", async () => {
  const ctx = context();
  const made = await createExternalApp(ctx, { hostname: "Notes.Example.org.", level: "members" });
  expect(made).toMatchObject({
    ...{ name: "notes-example-org", hostname: "notes.example.org" },
    url: "http://notes.example.org:8080/",
  });
  const { appId } = made;
  const app = await getApp(ctx.hosts, { appId });
  expect(app).toMatchObject({ hostId: null, hostName: null, hostReason: null, target: null });
  expect(app).toMatchObject({ title: "notes.example.org", protocol: "http", hostOnline: false });
  const [listed] = withAddress(
    (await listApps(ctx.hosts, {})).items,
    await listAppGates(ctx.gate, { appIds: [appId] }),
  );
  expect(listed).toMatchObject({ carrier: "external", isVerified: false, level: "members" });
  await expect(getDelivery(ctx.hosts, { appId })).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
  const [entry] = await replica.db.orm.execute(sql`
    select action, detail from audit_entries where target_id = ${appId}`);
  expect(entry).toMatchObject({ action: "app.create", detail: { carrier: "external" } });
});

test("nobody passes before the hostname is proven, and it leads nowhere but to its own proxy", async () => {
  const ctx = context();
  const { appId } = await createExternalApp(ctx, { hostname: "wiki.example.org", level: "owner" });
  const { pointsTo, addresses } = await listAddresses(ctx.gate, { appId });
  expect(pointsTo).toBeNull();
  expect(addresses).toMatchObject([
    { isPrimary: true, verifiedAt: null, proof: { recordName: "_homeport.wiki.example.org" } },
  ]);
  expect((await getAppGate(ctx.gate, { appId })).rules).toMatchObject([{ path: "/" }]);
});

test("two organizations may claim one hostname: DNS says whose it is", async () => {
  const input = { hostname: "shared.example.org", level: "owner" } as const;
  const first = await createExternalApp(context(), input);
  const second = await createExternalApp(context(elsewhere), input);
  expect(first.name).toBe("shared-example-org");
  expect(second.name).toMatch(/^shared-example-org-[0-9a-f]{8}$/);
});

test("what is no hostname, or Homeport's own, is refused, and nothing of the app stays", async () => {
  const count = async () => (await replica.db.orm.select().from(schema.apps)).length;
  const before = await count();
  for (const hostname of [
    "notes",
    "10.0.0.7",
    "a b.example.org",
    "x.apps.test",
    "https://x.org/",
  ]) {
    const refused = createExternalApp(context(), { hostname, level: "owner" });
    await expect(refused, hostname).rejects.toMatchObject({ code: "BAD_HOSTNAME" });
  }
  const unpermitted = createExternalApp(context(organizationId, "member"), {
    ...{ hostname: "mine.example.org", level: "owner" },
  });
  await expect(unpermitted).rejects.toMatchObject({ code: "NOT_PERMITTED" });
  expect(await count()).toBe(before);
});

test("an app keeps one hostname at least; another one takes the first's place", async () => {
  const ctx = context();
  const { appId } = await createExternalApp(ctx, { hostname: "one.example.org", level: "owner" });
  const only = (await listAddresses(ctx.gate, { appId })).addresses[0]?.id ?? "";
  const refused = removeAddress(ctx.gate, { appId, addressId: only });
  await expect(refused).rejects.toMatchObject({ code: "LAST_ADDRESS" });
  await addHostname(ctx.gate, { appId, hostname: "two.example.org" });
  await removeAddress(ctx.gate, { appId, addressId: only });
  const { addresses } = await listAddresses(ctx.gate, { appId });
  expect(addresses).toMatchObject([{ hostname: "two.example.org", isPrimary: true }]);
  await removeApp(ctx.hosts, { appId });
  await expect(getApp(ctx.hosts, { appId })).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
});

test("an organization has a hundred such apps at most", async () => {
  const rows = Array.from({ length: 100 }, () => {
    const id = newId();
    return { id, organizationId: elsewhere, name: id, title: id };
  });
  await replica.db.orm.insert(schema.apps).values(rows);
  const refused = createExternalApp(context(elsewhere), {
    ...{ hostname: "more.example.org", level: "owner" },
  });
  await expect(refused).rejects.toMatchObject({ code: "APP_LIMIT" });
});
