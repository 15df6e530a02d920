import { schema } from "@homeport/db";
import { type DnsServer, startDnsServer } from "@homeport/testkit";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addOrganization,
  answerOf,
  openApp,
  openWorld,
  ownerContext,
  signIn,
  type TestApp,
  type World,
} from "../../test/fixture.ts";
import {
  addAddress,
  addHostname,
  createTxtLookup,
  getAppGate,
  listAddresses,
  listAppGates,
  recheckAddresses,
  removeAddress,
  setPrimaryAddress,
  verifyAddress,
} from "../index.ts";
import { maxHostnamesPerApp } from "./add-hostname.ts";

let dns: DnsServer;
let world: World;
let other: World["organizationId"];
let names = 0;

beforeAll(async () => {
  dns = await startDnsServer();
  world = await openWorld();
  other = await addOrganization(world.relay.deps);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await dns[Symbol.asyncDispose]();
});

function asOwner(organizationId = world.organizationId) {
  const lookUpTxt = createTxtLookup({ servers: [dns.address], deadlineMs: 500 });
  return { ...ownerContext(world.relay.deps, organizationId), lookUpTxt };
}

interface Claimed {
  readonly app: TestApp;
  readonly id: string;
  readonly hostname: string;
  readonly recordName: string;
  readonly recordValue: string;
}

/** An app of an organization that claims a hostname; its record is not set. */
async function claim(hostname: string, organizationId = world.organizationId): Promise<Claimed> {
  const inside = { ...world, organizationId };
  const app = await openApp(inside, `app-${++names}`, "members", null);
  const ctx = asOwner(organizationId);
  const { id } = await addHostname(ctx, { appId: app.appId, hostname });
  const { addresses } = await listAddresses(ctx, { appId: app.appId });
  const proof = addresses.find((one) => one.id === id)?.proof;
  if (proof === undefined || proof === null) throw new Error("no proof is asked for");
  return { app, id, hostname, ...proof };
}

async function verify(claimed: Claimed, organizationId = world.organizationId) {
  const input = { appId: claimed.app.appId, addressId: claimed.id };
  return (await verifyAddress(asOwner(organizationId), input)).finding;
}

/** As an uninstall leaves it whose host is away. */
async function removeFromHost(appId: string): Promise<void> {
  const { db } = world.relay.deps;
  await db.system("test", async (tx) => {
    await tx.update(schema.apps).set({ desired: "uninstalled" }).where(eq(schema.apps.id, appId));
  });
}

/** A verified hostname that this world's relay serves. */
async function serve(hostname: string): Promise<Claimed> {
  const claimed = await claim(hostname);
  dns.set(claimed.recordName, [claimed.recordValue]);
  expect(await verify(claimed)).toBe("found");
  await expect.poll(() => codeAt(hostname)).toBe("SIGN_IN_REQUIRED");
  return claimed;
}

async function codeAt(hostname: string): Promise<string | null> {
  return (await world.relay.visit(hostname, "/")).code;
}

/** One run of the schedule, with every look due. */
async function runSchedule() {
  await world.relay.db.orm.update(schema.addressChecks).set({ dueAt: sql`now()` });
  return await recheckAddresses(asOwner());
}

/** With which codes these were refused. */
async function codesOf(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(calls);
  return outcomes.map((one) => (one.status === "rejected" ? one.reason.code : null));
}

async function audited(action: string, { appId }: TestApp) {
  const { auditEntries } = schema;
  return await world.relay.db.orm
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.action, action), eq(auditEntries.targetId, appId)));
}

describe("a custom hostname", () => {
  test("answers 404 until its record is found, and signs people in like any address then", async () => {
    const claimed = await claim("Bücher.example.org");
    const hostname = "xn--bcher-kva.example.org";
    expect(answerOf(await world.relay.visit(hostname, "/")).status).toBe(404);
    expect(await verify(claimed)).toBe("missing");
    expect(await codeAt(hostname)).toBe("UNKNOWN_APP");

    dns.set(claimed.recordName, ["v=spf1 -all", claimed.recordValue]);
    expect(await verify(claimed)).toBe("found");
    await expect.poll(() => codeAt(hostname)).toBe("SIGN_IN_REQUIRED");
    const headers = await signIn(world.relay, { ...claimed.app, hostname }, world.owner);
    expect((await world.relay.visit(hostname, "/", { headers })).code).toBe("MEMBER");
    const whoami = await world.relay.visit(hostname, "/.homeport/whoami", { headers });
    expect(JSON.parse(answerOf(whoami).body)).toMatchObject({ id: world.owner.userId });
    const out = ["Cookie", headers.at(-1) ?? "", "Origin", `http://${hostname}:8080`];
    const signOut = { method: "POST", headers: out };
    await world.relay.visit(hostname, "/.homeport/sign-out", signOut);
    await expect
      .poll(async () => (await world.relay.visit(hostname, "/", { headers })).code)
      .toBe("SESSION_ENDED");
    expect(await audited("address.add", claimed.app)).toHaveLength(1);
    expect(await audited("address.verify", claimed.app)).toMatchObject([{ detail: { hostname } }]);
  });

  test("is a stranger to the app's other addresses: their origin may change nothing", async () => {
    const { hostname, app } = await serve("origin.example.org");
    const headers = await signIn(world.relay, { ...app, hostname }, world.owner);
    const post = (origin: string) =>
      world.relay.visit(hostname, "/", {
        method: "POST",
        headers: ["Cookie", headers.at(-1) ?? "", "Origin", origin],
      });
    expect((await post(`http://${app.hostname}:8080`)).code).toBe("ORIGIN_REFUSED");
    expect((await post(`http://${hostname}:8080`)).code).toBe("MEMBER");
  });

  test("is shown in its script, with the record to set and where to point it", async () => {
    const { app, id, recordName, recordValue } = await claim("größe.example.org");
    const list = await listAddresses(asOwner(), { appId: app.appId });
    expect(list.pointsTo).toBe(app.hostname);
    expect(list.addresses).toMatchObject([
      { hostname: app.hostname, kind: "label", isPrimary: true, proof: null },
      {
        ...{ id, shownAs: "größe.example.org", hostname: "xn--gre-6ka8i.example.org" },
        ...{ verifiedAt: null, lostAt: null, lastLook: null },
      },
    ]);
    expect(recordName).toBe("_homeport.xn--gre-6ka8i.example.org");
    expect(recordValue).toMatch(/^homeport-verify=[\w-]{22}$/);
  });

  test("is claimed once by an app, and by an app only so many times", async () => {
    const { app, hostname } = await claim("many-0.example.org");
    const add = (name: string) => addHostname(asOwner(), { appId: app.appId, hostname: name });
    await expect(add(hostname)).rejects.toMatchObject({ code: "ADDRESS_TAKEN" });
    for (let at = 1; at < maxHostnamesPerApp; at++) await add(`many-${at}.example.org`);
    await expect(add("one-more.example.org")).rejects.toMatchObject({ code: "TOO_MANY_ADDRESSES" });
  });

  test("stays unverified, and says so, while DNS does not answer", async () => {
    const claimed = await claim("broken.example.org");
    dns.set(claimed.recordName, "servfail");
    expect(await verify(claimed)).toBe("trouble");
    const { addresses } = await listAddresses(asOwner(), { appId: claimed.app.appId });
    expect(addresses.at(-1)?.lastLook).toMatchObject({ finding: "trouble" });
  });
});

describe("a claim that somebody cannot prove", () => {
  test("keeps the hostname's owner from nothing", async () => {
    const squatter = await claim("squatted.example.org", other);
    expect(await verify(squatter, other)).toBe("missing");
    const owner = await serve("squatted.example.org");
    expect(await verify(squatter, other)).toBe("different");
    expect(await codeAt(owner.hostname)).toBe("SIGN_IN_REQUIRED");
  });

  test("takes nothing from the app that holds the hostname, even with a record beside its own", async () => {
    const holder = await serve("shared.example.org");
    const second = await claim("shared.example.org", other);
    dns.set(holder.recordName, [second.recordValue, holder.recordValue]);
    expect(await verify(second, other)).toBe("taken");
    const visit = await world.relay.visit(holder.hostname, "/");
    expect(answerOf(visit).app?.appId).toBe(holder.app.appId);
  });

  test("is free for another app while the one that held it is being uninstalled", async () => {
    const holder = await serve("handed-on.example.org");
    const next = await claim(holder.hostname);
    dns.set(next.recordName, [holder.recordValue, next.recordValue]);
    await removeFromHost(holder.app.appId);
    await expect(verify(holder)).rejects.toMatchObject({ code: "ADDRESS_NOT_FOUND" });
    expect(await verify(next)).toBe("found");
    await expect
      .poll(async () => answerOf(await world.relay.visit(next.hostname, "/")).app?.appId)
      .toBe(next.app.appId);
  });

  test("becomes the holder's when the owner replaces the record, and each side's audit says its part", async () => {
    const before = await serve("moved.example.org");
    const ctx = asOwner();
    await setPrimaryAddress(ctx, { appId: before.app.appId, addressId: before.id });
    const after = await claim("moved.example.org", other);
    dns.set(after.recordName, [after.recordValue]);
    expect(await verify(after, other)).toBe("found");
    await expect
      .poll(async () => answerOf(await world.relay.visit("moved.example.org", "/")).app?.appId)
      .toBe(after.app.appId);
    const [summary] = await listAppGates(ctx, { appIds: [before.app.appId] });
    expect(summary?.hostname).toBe(before.app.hostname);
    expect(await audited("address.lost", before.app)).toMatchObject([
      {
        ...{ organizationId: world.organizationId, actorKind: "system", address: null },
        detail: { hostname: "moved.example.org", reason: "taken-over" },
      },
    ]);
    expect(await audited("address.verify", after.app)).toMatchObject([{ organizationId: other }]);
  });
});

describe("the schedule", () => {
  test("loses a hostname at the second miss in a row, cuts what is open there, and leads people back to the label", async () => {
    const lost = await serve("lost.example.org");
    await setPrimaryAddress(asOwner(), { appId: lost.app.appId, addressId: lost.id });
    const headers = await signIn(
      world.relay,
      { ...lost.app, hostname: lost.hostname },
      world.owner,
    );
    const open = await world.relay.visit(lost.hostname, "/", { headers });
    const cuts: string[] = [];
    if (open.kind === "pass") open.watch((reason) => void cuts.push(reason));
    dns.set(lost.recordName, null);
    await runSchedule();
    expect((await world.relay.visit(lost.hostname, "/", { headers })).code).toBe("MEMBER");
    await runSchedule();
    await expect.poll(() => codeAt(lost.hostname)).toBe("UNKNOWN_APP");
    await expect.poll(() => cuts).toEqual(["app-removed"]);
    const [summary] = await listAppGates(asOwner(), { appIds: [lost.app.appId] });
    expect(summary?.hostname).toBe(lost.app.hostname);
    const { addresses } = await listAddresses(asOwner(), { appId: lost.app.appId });
    expect(addresses.at(-1)).toMatchObject({ verifiedAt: null, lostAt: expect.any(Date) });
    expect(await audited("address.lost", lost.app)).toMatchObject([
      { actorKind: "system", detail: { hostname: lost.hostname, reason: "record-gone" } },
    ]);

    dns.set(lost.recordName, [lost.recordValue]);
    await runSchedule();
    await expect.poll(() => codeAt(lost.hostname)).toBe("SIGN_IN_REQUIRED");
  });

  test("loses nothing to DNS trouble, however long, nor to a miss before it or after", async () => {
    const kept = await serve("trouble.example.org");
    dns.set(kept.recordName, null);
    await runSchedule();
    for (const entry of ["servfail", "silent", "servfail"] as const) {
      dns.set(kept.recordName, entry);
      expect((await runSchedule()).trouble).toBeGreaterThan(0);
    }
    dns.set(kept.recordName, [kept.recordValue]);
    await runSchedule();
    dns.set(kept.recordName, null);
    await runSchedule();
    expect(await codeAt(kept.hostname)).toBe("SIGN_IN_REQUIRED");
  });

  test("verifies a waiting hostname without anybody asking", async () => {
    const waiting = await claim("waiting.example.org");
    dns.set(waiting.recordName, [waiting.recordValue]);
    await runSchedule();
    await expect.poll(() => codeAt(waiting.hostname)).toBe("SIGN_IN_REQUIRED");
  });

  test("asks for no record before its time", async () => {
    const { recordName } = await serve("early.example.org");
    await recheckAddresses(asOwner());
    const asked = dns.asked(recordName);
    await recheckAddresses(asOwner());
    expect(dns.asked(recordName)).toBe(asked);
  });

  test("changes nothing of an app whose record stands, so no editor meets a conflict", async () => {
    const { app } = await serve("quiet.example.org");
    const { version } = await getAppGate(asOwner(), { appId: app.appId });
    const changes = async () => {
      const [row] = await world.relay.db.orm.execute(
        sql`select count(*)::int as n from changes where key = ${app.appId}`,
      );
      return row?.["n"];
    };
    const before = await changes();
    expect((await runSchedule()).found).toBeGreaterThan(0);
    expect((await getAppGate(asOwner(), { appId: app.appId })).version).toBe(version);
    expect(await changes()).toBe(before);
  });

  test("leaves alone what was removed while DNS was asked, and tells the person who asked", async () => {
    const gone = await claim("gone.example.org");
    const input = { appId: gone.app.appId, addressId: gone.id };
    const removing = async () => {
      await removeAddress(asOwner(), input);
      return { kind: "texts", values: [gone.recordValue] } as const;
    };
    const asked = verifyAddress({ ...asOwner(), lookUpTxt: removing }, input);
    await expect(asked).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    const again = await claim("gone.example.org");
    await world.relay.db.orm.update(schema.addressChecks).set({
      dueAt: sql`now() + case when address_id = ${again.id} then interval '0' else interval '1 day' end`,
    });
    const lookUpTxt = async () => {
      await removeAddress(asOwner(), { appId: again.app.appId, addressId: again.id });
      return { kind: "texts", values: [again.recordValue] } as const;
    };
    expect((await recheckAddresses({ ...asOwner(), lookUpTxt })).changed).toBe(1);
  });

  test("ends no other look when one fails, and fails once all are done", async () => {
    const [bad, good] = [await claim("bad-look.example.org"), await claim("good-look.example.org")];
    dns.set(good.recordName, [good.recordValue]);
    await world.relay.db.orm.update(schema.addressChecks).set({ dueAt: sql`now()` });
    const ctx = asOwner();
    const lookUpTxt: typeof ctx.lookUpTxt = (name, signal) =>
      name === bad.recordName ? Promise.reject(new Error("torn")) : ctx.lookUpTxt(name, signal);
    await expect(recheckAddresses({ ...ctx, lookUpTxt })).rejects.toThrow(AggregateError);
    await expect.poll(() => codeAt(good.hostname)).toBe("SIGN_IN_REQUIRED");
  });

  test("stops between two looks when it is told to", async () => {
    await serve("stopped.example.org");
    await world.relay.db.orm.update(schema.addressChecks).set({ dueAt: sql`now()` });
    const counts = await recheckAddresses(asOwner(), { signal: AbortSignal.abort() });
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  });
});

describe("an address", () => {
  test("that is removed is 404, and a label is primary again", async () => {
    const { app, id, hostname } = await serve("removed.example.org");
    const input = { appId: app.appId, addressId: id };
    expect(await setPrimaryAddress(asOwner(), input)).toMatchObject({ hostname, isPrimary: true });
    await removeAddress(asOwner(), input);
    await expect.poll(() => codeAt(hostname)).toBe("UNKNOWN_APP");
    const { addresses } = await listAddresses(asOwner(), { appId: app.appId });
    expect(addresses).toMatchObject([{ hostname: app.hostname, isPrimary: true }]);
    expect(await audited("address.primary", app)).toMatchObject([{ detail: { hostname } }]);
    expect(await audited("address.remove", app)).toMatchObject([{ detail: { hostname } }]);
    await expect(removeAddress(asOwner(), input)).rejects.toMatchObject({
      code: "ADDRESS_NOT_FOUND",
    });
  });

  test("under the apps host goes only while another one is left", async () => {
    const { app } = await serve("labels.example.org");
    const first = (await listAddresses(asOwner(), { appId: app.appId })).addresses[0];
    const input = { appId: app.appId, addressId: first?.id ?? "" };
    await expect(removeAddress(asOwner(), input)).rejects.toMatchObject({ code: "LAST_ADDRESS" });
    const label = `more-${app.hostname.split(".")[0]}`;
    await addAddress(asOwner(), { appId: app.appId, label });
    await removeAddress(asOwner(), input);
    await expect.poll(() => codeAt(app.hostname)).toBe("UNKNOWN_APP");
    const { addresses } = await listAddresses(asOwner(), { appId: app.appId });
    expect(addresses[0]).toMatchObject({ hostname: `${label}.localhost`, isPrimary: true });
  });

  test("that is not verified is nobody's primary one", async () => {
    const { app, id } = await claim("unverified.example.org");
    const input = { appId: app.appId, addressId: id };
    await expect(setPrimaryAddress(asOwner(), input)).rejects.toMatchObject({
      code: "ADDRESS_UNVERIFIED",
    });
  });

  test("of another organization does not exist, and a reader may look only", async () => {
    const { app, id } = await claim("foreign.example.org");
    const input = { appId: app.appId, addressId: id };
    const add = { appId: app.appId, hostname: "mine.example.org" };
    const all = (ctx: ReturnType<typeof asOwner>) => [
      addHostname(ctx, add),
      removeAddress(ctx, input),
      setPrimaryAddress(ctx, input),
      verifyAddress(ctx, input),
    ];
    const listed = listAddresses(asOwner(other), { appId: app.appId });
    expect(await codesOf([...all(asOwner(other)), listed])).toEqual(Array(5).fill("APP_NOT_FOUND"));
    const reader = { ...asOwner(), permissions: new Set(["app.read", "gate.read"]) };
    expect(await codesOf(all(reader))).toEqual(Array(4).fill("NOT_PERMITTED"));
    expect((await listAddresses(reader, { appId: app.appId })).addresses).toHaveLength(2);
    const elsewhere = await claim("elsewhere.example.org", other);
    const crossed = { appId: app.appId, addressId: elsewhere.id };
    for (const verb of [removeAddress, setPrimaryAddress, verifyAddress]) {
      await expect(verb(asOwner(), crossed)).rejects.toMatchObject({ code: "ADDRESS_NOT_FOUND" });
    }
  });
});
