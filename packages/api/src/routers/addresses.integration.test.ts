import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { type DnsServer, startDnsServer } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  addOrganization,
  call,
  dataOf,
  migratedDatabase,
  type Outcome,
  type Person,
  refusal,
  signUp,
} from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";

let stack: AsyncDisposableStack;
let dns: DnsServer;
let replica: Replica;
let owner: Person;
let organization: string;
let appId: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  dns = stack.use(await startDnsServer());
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url, { dnsServer: dns.address }));
  owner = await signUp(replica, "owner");
  organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  const id = newId();
  await replica.db.orm.insert(schema.machines).values({ id, name: "attic" });
  await replica.db.orm
    .insert(schema.hosts)
    .values({ id, organizationId: organization, machineId: id });
  const app = await ask("mutation", "apps.create", { hostId: id, name: "notes", target: "3000" });
  appId = z.object({ appId: z.string() }).parse(dataOf(app)).appId;
});
afterAll(() => stack.disposeAsync());

function ask(type: "query" | "mutation", path: string, input: unknown): Promise<Outcome> {
  return call(replica, type, path, input, { as: owner, organization });
}

const addressSchema = z.object({
  id: z.string(),
  url: z.string(),
  verifiedAt: z.date().nullable(),
});
const listSchema = z.object({
  pointsTo: z.string(),
  addresses: z.array(
    addressSchema.extend({
      proof: z.object({ recordName: z.string(), recordValue: z.string() }).nullable(),
    }),
  ),
});

test("a hostname goes from claim to primary address by the endpoint", async () => {
  const hostname = "notes.example.org";
  const added = addressSchema.parse(
    dataOf(await ask("mutation", "gate.addresses.add", { appId, hostname })),
  );
  expect(added).toMatchObject({ url: "http://notes.example.org:8080/", verifiedAt: null });
  const input = { appId, addressId: added.id };
  const early = await ask("mutation", "gate.addresses.setPrimary", input);
  expect(refusal(early)).toBe("409 ADDRESS_UNVERIFIED");

  const list = listSchema.parse(dataOf(await ask("query", "gate.addresses.list", { appId })));
  const proof = list.addresses.find(({ id }) => id === added.id)?.proof;
  expect(list.pointsTo).toBe("notes.apps.test");
  dns.set(proof?.recordName ?? "", [proof?.recordValue ?? ""]);
  const verified = dataOf(await ask("mutation", "gate.addresses.verify", input));
  expect(verified).toMatchObject({ finding: "found", address: { verifiedAt: expect.any(Date) } });
  dataOf(await ask("mutation", "gate.addresses.setPrimary", input));
  expect(dataOf(await ask("query", "apps.get", { appId }))).toMatchObject({ hostname });

  dataOf(await ask("mutation", "gate.addresses.remove", input));
  expect(dataOf(await ask("query", "apps.get", { appId }))).toMatchObject({
    hostname: "notes.apps.test",
  });
});

test("a name that cannot be an app's is refused in a sentence that says why", async () => {
  const refused = await ask("mutation", "gate.addresses.add", { appId, hostname: "x.apps.test" });
  expect(refusal(refused)).toBe("400 BAD_HOSTNAME");
  expect(refused.text).toContain("Names under apps.test are given by Homeport itself");
});

test("an address asks for only so many looks a minute, since each is a question to somebody's DNS", async () => {
  const looks = Array.from({ length: 40 }, () =>
    ask("mutation", "gate.addresses.verify", { appId, addressId: "none" }),
  );
  const refused = (await Promise.all(looks)).map(refusal);
  expect(refused).toContain("404 ADDRESS_NOT_FOUND");
  expect(refused).toContain("429 RATE_LIMITED");
});
