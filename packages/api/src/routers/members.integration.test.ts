import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { eq } from "drizzle-orm";
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
let guest: Person;
let organization: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  guest = await signUp(replica, "guest");
  organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
});
afterAll(() => stack.disposeAsync());

const asOwner = () => ({ as: owner, organization });
const mutate = (path: string, input: unknown, as: { as: Person; organization?: string }) =>
  call(replica, "mutation", path, input, as);

async function ownedApp(ownerUserId: string): Promise<string> {
  const [machineId, hostId] = [newId(), newId()];
  await replica.db.orm.insert(schema.machines).values({ id: machineId, name: "attic" });
  await replica.db.orm
    .insert(schema.hosts)
    .values({ id: hostId, organizationId: organization, machineId });
  const made = await mutate(
    "apps.create",
    { hostId, name: `app-${newId().slice(-6)}`, target: "3000" },
    asOwner(),
  );
  const { appId } = z.object({ appId: z.string() }).parse(dataOf(made));
  await replica.db.orm.update(schema.apps).set({ ownerUserId }).where(eq(schema.apps.id, appId));
  return appId;
}

test("an invited person joins, sees what members see, and owns nothing there once removed", async () => {
  const [me] = await replica.db.orm
    .select({ email: schema.users.email })
    .from(schema.users)
    .where(eq(schema.users.id, guest.userId));
  const invited = await mutate("members.invite", { email: me?.email, role: "member" }, asOwner());
  const { link } = z.object({ link: z.string() }).parse(dataOf(invited));
  const token = link.split("/").at(-1);
  dataOf(await mutate("members.acceptInvitation", { token }, { as: guest }));
  const asGuest = { as: guest, organization };
  expect(refusal(await call(replica, "query", "apps.list", {}, asGuest))).toBeNull();

  const appId = await ownedApp(guest.userId);
  dataOf(await mutate("members.remove", { userId: guest.userId }, asOwner()));
  const after = await call(replica, "query", "apps.list", {}, asGuest);
  expect(refusal(after)).toBe("404 ORGANIZATION_NOT_FOUND");
  const [app] = await replica.db.orm
    .select({ ownerUserId: schema.apps.ownerUserId })
    .from(schema.apps)
    .where(eq(schema.apps.id, appId));
  expect(app?.ownerUserId).toBeNull();
});

test("the last owner keeps both the organization and the apps", async () => {
  const appId = await ownedApp(owner.userId);
  const left = await mutate("members.leave", { organizationId: organization }, { as: owner });
  expect(refusal(left)).toBe("409 LAST_OWNER");
  const [app] = await replica.db.orm
    .select({ ownerUserId: schema.apps.ownerUserId })
    .from(schema.apps)
    .where(eq(schema.apps.id, appId));
  expect(app?.ownerUserId).toBe(owner.userId);
});
