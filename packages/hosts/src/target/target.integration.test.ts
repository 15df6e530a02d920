import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrollMachine, type HostsFixture, openFixture } from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { getDelivery } from "../delivery/get.ts";
import { setDelivery } from "../delivery/set.ts";
import { reportTargets } from "./report.ts";

let fixture: HostsFixture;
let ctx: HostsContext;
let hostId: string;
let appId: string;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
  hostId = (await enrollMachine(ctx)).hostId;
  appId = newId();
  const organizationId = ctx.organizationId ?? "";
  await fixture.db.orm
    .insert(schema.apps)
    .values({ id: appId, organizationId, hostId, name: "told", title: "Told" });
  await fixture.db.orm.insert(schema.appDeliveries).values({ appId, target: "http://localhost:1" });
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function lastError(): Promise<string | null | undefined> {
  return (await getDelivery(ctx, { appId })).lastConnect?.error;
}

test("the newest report of an app's own host is what its delivery shows, until the target changes", async () => {
  expect(await lastError()).toBeUndefined();
  await reportTargets(ctx, [{ hostId, appId, error: "TARGET_REFUSED", atMs: 1_000 }]);
  expect(await lastError()).toBe("TARGET_REFUSED");
  await reportTargets(ctx, [{ hostId, appId, error: null, atMs: 2_000 }]);
  expect(await lastError()).toBeNull();
  await reportTargets(ctx, [{ hostId, appId, error: "TARGET_TIMEOUT", atMs: 1_500 }]);
  expect(await lastError()).toBeNull();

  const stranger = await enrollMachine(await fixture.organization());
  const forged = { hostId: stranger.hostId, appId, error: "TARGET_RESET", atMs: 3_000 };
  await reportTargets(ctx, [forged, { hostId, appId: newId(), error: null, atMs: 3_000 }]);
  expect(await lastError()).toBeNull();

  const { version } = await getDelivery(ctx, { appId });
  await setDelivery(ctx, { appId, version, maintenance: true, target: "http://localhost:1" });
  expect(await lastError()).toBeNull();
  const changed = await setDelivery(ctx, { appId, version: "2", target: "4000" });
  expect(changed.lastConnect).toBeNull();
});

test("a report that is told again keeps the moment at which it was first told", async () => {
  const told = { hostId, appId, error: null, atMs: 8_000_000 };
  await reportTargets(ctx, [told]);
  const first = (await getDelivery(ctx, { appId })).lastConnect?.at;
  await reportTargets(ctx, [told]);
  expect((await getDelivery(ctx, { appId })).lastConnect?.at).toEqual(first);
});

test("an agent whose clock was set back is believed again after a minute", async () => {
  await reportTargets(ctx, [{ hostId, appId, error: null, atMs: 9_000_000 }]);
  await reportTargets(ctx, [{ hostId, appId, error: "TARGET_REFUSED", atMs: 1 }]);
  expect(await lastError()).toBeNull();
  await fixture.db.sql.query(
    "UPDATE app_targets SET reported_at = now() - interval '61 seconds' WHERE app_id = $1",
    [appId],
  );
  await reportTargets(ctx, [{ hostId, appId, error: "TARGET_REFUSED", atMs: 1 }]);
  expect(await lastError()).toBe("TARGET_REFUSED");
});
