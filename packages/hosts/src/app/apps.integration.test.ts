import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  enrollMachine,
  type HostsFixture,
  holding,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { declareTarget } from "../delivery/declare-target.ts";
import { getDelivery } from "../delivery/get.ts";
import { setDelivery } from "../delivery/set.ts";
import { readHostRoute } from "../host/read-route.ts";
import { removeHost } from "../host/remove.ts";
import { revokeHost } from "../host/revoke.ts";
import { setDefaultApp } from "../host/set-default-app.ts";
import { setMayPublish } from "../host/set-may-publish.ts";
import { createAppRow, type NewApp } from "./create-row.ts";
import { getApp, getAppByName } from "./get.ts";
import { listApps } from "./list.ts";
import { readHostApps } from "./read-host-apps.ts";
import { recordAppAccess } from "./record-access.ts";
import { removeApp } from "./remove.ts";
import { updateAppSettings } from "./update-settings.ts";

let fixture: HostsFixture;
let ctx: HostsContext;
let hostId: string;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
  hostId = (await enrollMachine(ctx)).hostId;
});
afterAll(() => fixture[Symbol.asyncDispose]());

let names = 0;

async function createApp(as: HostsContext, over: Partial<NewApp> = {}): Promise<string> {
  names += 1;
  const appId = newId();
  const ownerUserId = ctx.actor.kind === "user" ? ctx.actor.userId : "";
  const input: NewApp = {
    appId,
    organizationId: ctx.organizationId ?? "",
    hostId,
    ownerUserId,
    name: `app-${names}`,
    target: "3000",
    targetFrom: "console",
    ...over,
  };
  const act = { action: "app.create", target: { kind: "app", id: appId } };
  await as.db.write(as, act, (tx, after) => createAppRow(as, { tx, after }, input));
  return appId;
}

describe("an app", () => {
  test("comes with its delivery, and with the host's state", async () => {
    const appId = await createApp(ctx, { name: "Notes", target: "localhost:3000" });
    expect(await getApp(ctx, { appId })).toMatchObject({
      name: "notes",
      title: "notes",
      protocol: "http",
      target: "http://localhost:3000",
      hostName: "attic",
      hostOnline: false,
      hostReason: "NEVER_CONNECTED",
    });
    expect(await getDelivery(ctx, { appId })).toMatchObject({
      targetFrom: "console",
      version: "1",
    });
  });

  test("is found by its name, however it is written, and by its id", async () => {
    const appId = await createApp(ctx, { name: "ledger" });
    expect((await getAppByName(ctx, { app: "Ledger" })).appId).toBe(appId);
    expect((await getAppByName(ctx, { app: appId })).name).toBe("ledger");
    expect(await refusalOf(getAppByName(ctx, { app: "ledge" }))).toBe("APP_NOT_FOUND");
  });

  test("speaks tcp when its target says so", async () => {
    const appId = await createApp(ctx, { target: "tcp://127.0.0.1:5432" });
    expect(await getApp(ctx, { appId })).toMatchObject({ protocol: "tcp" });
  });

  test("is refused with a name that another app has, in any organization", async () => {
    await createApp(ctx, { name: "taken" });
    expect(await refusalOf(createApp(ctx, { name: "taken" }))).toBe("APP_NAME_TAKEN");
    const other = await fixture.organization();
    const theirs = await enrollMachine(other);
    const attempt = createApp(other, {
      name: "taken",
      organizationId: other.organizationId ?? "",
      hostId: theirs.hostId,
    });
    expect(await refusalOf(attempt)).toBe("APP_NAME_TAKEN");
  });

  test("is refused on a host of another organization, and on a revoked one", async () => {
    const other = await fixture.organization();
    const theirs = await enrollMachine(other);
    expect(await refusalOf(createApp(ctx, { hostId: theirs.hostId }))).toBe("HOST_NOT_FOUND");
    const revoked = await enrollMachine(ctx);
    await revokeHost(ctx, { hostId: revoked.hostId });
    expect(await refusalOf(createApp(ctx, { hostId: revoked.hostId }))).toBe("HOST_REVOKED");
  });

  test("is refused on a host that has a hundred of them", async () => {
    const crowded = await enrollMachine(ctx);
    await fixture.db.orm.insert(schema.apps).values(
      Array.from({ length: 99 }, (_, at) => ({
        ...{ id: newId(), organizationId: ctx.organizationId ?? "", hostId: crowded.hostId },
        ...{ name: `crowd-${at}`, title: "One of many" },
      })),
    );
    await createApp(ctx, { hostId: crowded.hostId });
    expect(await refusalOf(createApp(ctx, { hostId: crowded.hostId }))).toBe("APP_LIMIT");
  });

  test("is refused with a target that is none, and nothing of it stays", async () => {
    const attempt = createApp(ctx, { name: "half", target: "http://a b" });
    expect(await refusalOf(attempt)).toBe("TARGET_INVALID");
    await createApp(ctx, { name: "half" });
  });

  test("needs app.write to be made, changed and removed", async () => {
    const appId = await createApp(ctx);
    const reader = holding(ctx, "app.read");
    expect(await refusalOf(createApp(reader))).toBe("NOT_PERMITTED");
    expect(await refusalOf(removeApp(reader, { appId }))).toBe("NOT_PERMITTED");
    const rename = updateAppSettings(reader, { appId, title: "x" });
    expect(await refusalOf(rename)).toBe("NOT_PERMITTED");
    expect(await refusalOf(setDelivery(reader, { appId, version: "1" }))).toBe("NOT_PERMITTED");
  });

  test("of another organization is not found by any verb", async () => {
    const appId = await createApp(ctx);
    const other = await fixture.organization();
    for (const act of [
      () => getApp(other, { appId }),
      () => getAppByName(other, { app: appId }),
      () => removeApp(other, { appId }),
      () => updateAppSettings(other, { appId, title: "x" }),
      () => getDelivery(other, { appId }),
      () => setDelivery(other, { appId, version: "1" }),
    ]) {
      expect(await refusalOf(act())).toBe("APP_NOT_FOUND");
    }
  });

  test("is removed with its delivery, announced, and its host can go then", async () => {
    const own = (await enrollMachine(ctx)).hostId;
    const appId = await createApp(ctx, { hostId: own });
    expect(await refusalOf(removeHost(ctx, { hostId: own }))).toBe("HOST_HAS_APPS");
    fixture.announced.length = 0;
    await removeApp(ctx, { appId });
    expect(fixture.announced).toEqual([`app.gate ${appId}`]);
    expect(await refusalOf(getApp(ctx, { appId }))).toBe("APP_NOT_FOUND");
    await removeHost(ctx, { hostId: own });
  });
});

describe("the last access of an app", () => {
  test("is the store's now, and rebuilds nobody's snapshot", async () => {
    const appId = await createApp(ctx);
    expect((await getApp(ctx, { appId })).lastAccessAt).toBeNull();
    const noted = () => fixture.db.orm.$count(schema.changes, eq(schema.changes.key, appId));
    const before = await noted();
    await recordAppAccess(ctx, { appId });
    expect((await getApp(ctx, { appId })).lastAccessAt).toBeInstanceOf(Date);
    expect(await noted()).toBe(before);
  });

  test("never moves back", async () => {
    const appId = await createApp(ctx);
    const later = new Date(Date.now() + 3_600_000);
    await fixture.db.orm
      .update(schema.apps)
      .set({ lastAccessAt: later })
      .where(eq(schema.apps.id, appId));
    await recordAppAccess(ctx, { appId });
    expect((await getApp(ctx, { appId })).lastAccessAt).toEqual(later);
  });
});

describe("an app that a host declares", () => {
  function asHost(): HostsContext {
    const organizationId = ctx.organizationId ?? "";
    return {
      ...ctx,
      actor: { kind: "host", hostId, organizationId },
      permissions: new Set(),
    };
  }

  test("is made while the host may publish, and refused while it may not", async () => {
    const declared = { targetFrom: "declared" as const };
    expect(await refusalOf(createApp(asHost(), declared))).toBe("MAY_NOT_PUBLISH");
    await setMayPublish(ctx, { hostId, mayPublish: true });
    const appId = await createApp(asHost(), declared);
    const apps = await readHostApps(ctx, { hostId });
    expect(apps.find((app) => app.appId === appId)).toMatchObject({ targetFrom: "declared" });
  });

  test("says its target again, unless the console has set another one", async () => {
    await setMayPublish(ctx, { hostId, mayPublish: true });
    const appId = await createApp(asHost(), { targetFrom: "declared" });
    await declareTarget(asHost(), { appId, target: "4000" });
    expect(await getDelivery(ctx, { appId })).toMatchObject({
      target: "http://127.0.0.1:4000",
      targetFrom: "declared",
    });
    await setDelivery(ctx, { appId, version: "2", target: "5000" });
    await declareTarget(asHost(), { appId, target: "4000" });
    expect(await getDelivery(ctx, { appId })).toMatchObject({ target: "http://127.0.0.1:5000" });
    const elsewhere = await enrollMachine(ctx);
    const theirs = await createApp(ctx, { hostId: elsewhere.hostId });
    const foreign = declareTarget(asHost(), { appId: theirs, target: "1" });
    expect(await refusalOf(foreign)).toBe("APP_NOT_FOUND");
    expect(await refusalOf(declareTarget(ctx, { appId, target: "1" }))).toBe("NOT_PERMITTED");
  });

  test("answers for its host when it is chosen, and no app of another host can", async () => {
    const appId = await createApp(ctx);
    await setDefaultApp(ctx, { hostId, appId });
    expect(await readHostRoute(ctx, { hostId })).toMatchObject({ defaultAppId: appId });
    const elsewhere = (await enrollMachine(ctx)).hostId;
    const theirs = await createApp(ctx, { hostId: elsewhere });
    expect(await refusalOf(setDefaultApp(ctx, { hostId, appId: theirs }))).toBe("APP_NOT_FOUND");
    const nowhere = setDefaultApp(ctx, { hostId: newId(), appId: null });
    expect(await refusalOf(nowhere)).toBe("HOST_NOT_FOUND");
    expect(await refusalOf(setDefaultApp(asHost(), { hostId, appId }))).toBe("NOT_PERMITTED");
    await setDefaultApp(ctx, { hostId, appId: null });
    expect(await readHostRoute(ctx, { hostId })).toMatchObject({ defaultAppId: null });
    expect(await readHostRoute(ctx, { hostId: newId() })).toBeNull();
  });

  test("is refused on another host", async () => {
    const other = await enrollMachine(ctx, { mayPublish: true });
    const attempt = createApp(asHost(), { hostId: other.hostId });
    expect(await refusalOf(attempt)).toBe("NOT_PERMITTED");
  });
});

describe("the list of apps", () => {
  test("comes in pages and is narrowed by host and text", async () => {
    const own = (await enrollMachine(ctx)).hostId;
    const made: string[] = [];
    for (let count = 0; count < 5; count++) {
      made.push(await createApp(ctx, { hostId: own, title: `Page ${count}` }));
    }
    const first = await listApps(ctx, { hostId: own, limit: 3 });
    const rest = await listApps(ctx, { hostId: own, limit: 3, cursor: first.nextCursor ?? "" });
    const seen = [...first.items, ...rest.items].map((app) => app.appId);
    expect(seen).toEqual([...made].sort());
    expect((await listApps(ctx, { hostId: own, text: "page 3" })).items).toHaveLength(1);
  });
});

describe("delivery", () => {
  test("changes what is given and leaves the rest, one version up", async () => {
    const appId = await createApp(ctx);
    const changed = await setDelivery(ctx, {
      appId,
      version: "1",
      maxConcurrent: 8,
      target: "4000",
    });
    expect(changed).toMatchObject({
      maxConcurrent: 8,
      target: "http://127.0.0.1:4000",
      targetFrom: "console",
      tlsVerify: true,
      version: "2",
    });
    expect(await getDelivery(ctx, { appId })).toEqual(changed);
  });

  test("is not changed over somebody else's change", async () => {
    const appId = await createApp(ctx);
    await setDelivery(ctx, { appId, version: "1", maintenance: true });
    const late = setDelivery(ctx, { appId, version: "1", maintenance: false });
    expect(await refusalOf(late)).toBe("VERSION_CONFLICT");
    expect((await getDelivery(ctx, { appId })).maintenance).toBe(true);
  });

  test("takes no custom Host without a value, and no target that is none", async () => {
    const appId = await createApp(ctx);
    const header = setDelivery(ctx, { appId, version: "1", hostHeader: "custom" });
    expect(await refusalOf(header)).toBe("HOST_HEADER_INVALID");
    const target = setDelivery(ctx, { appId, version: "1", target: "ftp://x" });
    expect(await refusalOf(target)).toBe("TARGET_INVALID");
  });

  test("says in the audit log which fields changed", async () => {
    const appId = await createApp(ctx);
    await setDelivery(ctx, { appId, version: "1", tlsVerify: false });
    const [entry] = await fixture.db.orm
      .select({ detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(sql`target_id = ${appId} and action = 'delivery.set'`);
    expect(entry?.detail).toEqual({ fields: ["tlsVerify"] });
  });
});
