import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addApp,
  addOrganization,
  openWorld,
  ownerContext,
  type World,
} from "../../test/fixture.ts";
import { addHostname } from "./add-hostname.ts";
import { type Claim, findClaim, holdHostname } from "./store.ts";

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function claimBy(name: string, hostname: string): Promise<Claim> {
  const { deps, db } = world.relay;
  const organizationId = await addOrganization(deps);
  const { appId } = await addApp(deps, organizationId, name, "public");
  const { id } = await addHostname(ownerContext(deps, organizationId), { appId, hostname });
  const claim = await findClaim(db.orm, id);
  if (claim === null) throw new Error("the claim is gone");
  return claim;
}

/** Both claims are proven; the second is to be held after the first was, and before that is committed. */
async function holdBoth(
  first: Claim,
  second: Claim,
  holdSecond: typeof holdHostname,
): Promise<PromiseSettledResult<boolean>[]> {
  const { db } = world.relay;
  const firstHeld = Promise.withResolvers<void>();
  const secondAsks = Promise.withResolvers<void>();
  const one = db.system("test", async (tx) => {
    const held = await holdHostname(tx, first);
    firstHeld.resolve();
    await secondAsks.promise;
    return held;
  });
  await firstHeld.promise;
  const two = db.system("test", async (tx) => {
    const asked = holdSecond(tx, second);
    secondAsks.resolve();
    return await asked;
  });
  return await Promise.allSettled([one, two]);
}

test("of two claims that are proven at once one serves, and the other learns of it", async () => {
  const first = await claimBy("left", "race.example.org");
  const second = await claimBy("right", "race.example.org");
  const outcomes = await holdBoth(first, second, holdHostname);
  expect(outcomes.map((one) => one.status === "fulfilled" && one.value)).toEqual([true, false]);
});

test("control: without the hostname's lock the second meets the index instead of an answer", async () => {
  const first = await claimBy("left-too", "control.example.org");
  const second = await claimBy("right-too", "control.example.org");
  const { appAddresses } = schema;
  const outcomes = await holdBoth(first, second, async (tx, claim) => {
    await tx
      .update(appAddresses)
      .set({ verifiedAt: new Date() })
      .where(eq(appAddresses.id, claim.id));
    return true;
  });
  expect(outcomes.map((one) => one.status)).toEqual(["fulfilled", "rejected"]);
});
