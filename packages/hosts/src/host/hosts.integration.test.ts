import { schema } from "@homeport/db";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  enrollMachine,
  type HostsFixture,
  holding,
  makeMachine,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { listHostEvents } from "../event/list.ts";
import { recordHostEvents } from "../event/record.ts";
import { recordRegistrations } from "../machine/record-registration.ts";
import { renameMachine } from "../machine/rename.ts";
import { readOverview } from "../overview.ts";
import { sweepHosts } from "../sweep.ts";
import { getHost } from "./get.ts";
import { listHosts } from "./list.ts";
import { readHostKeys, readManyHostKeys } from "./read-keys.ts";
import { removeHost } from "./remove.ts";
import { revokeHost } from "./revoke.ts";
import { setMayPublish } from "./set-may-publish.ts";

let fixture: HostsFixture;
let ctx: HostsContext;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const machineFacts = { os: "linux", arch: "x64", cpuCount: 4, memoryBytes: 8 * 1024 ** 3 };

describe("a badge of a host", () => {
  const badges = async (hostId: string) => {
    const { flapping, keyShared } = await getHost(ctx, { hostId });
    const { items } = await listHosts(ctx, {});
    const listed = items.find((host) => host.hostId === hostId);
    expect(listed).toMatchObject({ flapping, keyShared });
    return { flapping, keyShared };
  };

  test("stands while what it tells of is new, and no longer", async () => {
    const { hostId } = await enrollMachine(ctx);
    const none = { flapping: false, keyShared: false };
    await recordHostEvents(ctx, [{ hostId, kind: "replaced", reason: "REPLACED" }]);
    expect(await badges(hostId)).toEqual(none);
    await recordHostEvents(ctx, [{ hostId, kind: "flapping", reason: "FLAPPING" }]);
    expect(await badges(hostId)).toEqual({ flapping: true, keyShared: false });
    await recordHostEvents(ctx, [{ hostId, kind: "refused", reason: "REPLACED" }]);
    expect(await badges(hostId)).toEqual({ flapping: true, keyShared: true });
    await fixture.db.orm
      .update(schema.hostEvents)
      .set({ at: sql`now() - interval '11 minutes'` })
      .where(sql`host_id = ${hostId}`);
    expect(await badges(hostId)).toEqual(none);
  });
});

describe("a machine", () => {
  test("a host name survives a hundred registers with other facts, and is never an id", async () => {
    const { hostId, machineId } = await enrollMachine(ctx, { name: "attic" });
    for (let count = 0; count < 100; count++) {
      await fixture.db.orm
        .update(schema.machines)
        .set({ factsAt: sql`now() - interval '1 hour'` })
        .where(sql`id = ${machineId}`);
      const facts = { ...machineFacts, cpuCount: count };
      await recordRegistrations(ctx, [{ machineId, facts, agentVersion: `1.0.${count}` }]);
    }
    const host = await getHost(ctx, { hostId });
    expect(host).toMatchObject({ name: "attic", cpuCount: 99, agentVersion: "1.0.99" });
    expect(host.name).not.toBe(hostId);
  });

  test("writes facts at most once a minute, and not at all when nothing differs", async () => {
    const { machineId } = await enrollMachine(ctx);
    const other = await enrollMachine(ctx);
    const unchanged = {
      ...{ machineId: other.machineId, facts: machineFacts },
      agentVersion: "1.0.0",
    };
    const change = { machineId, facts: { ...machineFacts, cpuCount: 64 }, agentVersion: "2.0.0" };
    expect(await recordRegistrations(ctx, [change])).toBe(0);
    await fixture.db.orm
      .update(schema.machines)
      .set({ factsAt: sql`now() - interval '61 seconds'` })
      .where(sql`id = ${machineId}`);
    expect(await recordRegistrations(ctx, [change, unchanged])).toBe(1);
    await fixture.db.orm
      .update(schema.machines)
      .set({ factsAt: sql`now() - interval '61 seconds'` })
      .where(sql`id = ${machineId}`);
    expect(await recordRegistrations(ctx, [change])).toBe(0);
  });

  test("is renamed by whoever manages hosts, and by nobody else", async () => {
    const { hostId } = await enrollMachine(ctx);
    expect(await renameMachine(ctx, { hostId, name: " cellar " })).toEqual({ name: "cellar" });
    expect((await getHost(ctx, { hostId })).name).toBe("cellar");
    const bad = renameMachine(ctx, { hostId, name: "\u0007" });
    expect(await refusalOf(bad)).toBe("MACHINE_NAME_INVALID");
    const reader = holding(ctx, "host.read");
    expect(await refusalOf(renameMachine(reader, { hostId, name: "x" }))).toBe("NOT_PERMITTED");
    const other = await fixture.organization();
    expect(await refusalOf(renameMachine(other, { hostId, name: "x" }))).toBe("HOST_NOT_FOUND");
  });
});

describe("the list of hosts", () => {
  test("comes in pages that skip and repeat nothing", async () => {
    const own = await fixture.organization();
    const made: string[] = [];
    for (let count = 0; count < 7; count++) {
      made.push((await enrollMachine(own, { name: `host-${count}` })).hostId);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listHosts(own, { limit: 3, cursor });
      seen.push(...page.items.map((host) => host.hostId));
      expect(page.asOf).toBeInstanceOf(Date);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([...made].sort());
  });

  test("is narrowed by text, in which nothing is a pattern", async () => {
    const own = await fixture.organization();
    await enrollMachine(own, { name: "100% attic" });
    await enrollMachine(own, { name: "cellar" });
    expect((await listHosts(own, { text: "ATTIC" })).items).toHaveLength(1);
    expect((await listHosts(own, { text: "%" })).items).toHaveLength(1);
    expect((await listHosts(own, { online: true })).items).toHaveLength(0);
    expect((await listHosts(own, { online: false })).items).toHaveLength(2);
  });

  test("takes no cursor of another list, filter, organization or forger", async () => {
    const own = await fixture.organization();
    await enrollMachine(own);
    await enrollMachine(own);
    const { nextCursor } = await listHosts(own, { limit: 1 });
    const cursor = nextCursor ?? "";
    const other = await fixture.organization();
    expect(await refusalOf(listHosts(own, { limit: 1, cursor, text: "a" }))).toBe("CURSOR_INVALID");
    expect(await refusalOf(listHosts(other, { limit: 1, cursor }))).toBe("CURSOR_INVALID");
    expect(await refusalOf(listHosts(own, { cursor: `${cursor}x` }))).toBe("CURSOR_INVALID");
    expect(await refusalOf(listHosts(own, { limit: 501 }))).toBe("LIMIT_INVALID");
  });

  test("shows nothing of another organization, and its counts neither", async () => {
    const own = await fixture.organization();
    expect(await listHosts(own, {})).toMatchObject({ items: [], nextCursor: null });
    expect(await readOverview(own)).toEqual({ hosts: { total: 0, online: 0 }, apps: { total: 0 } });
  });
});

describe("a revoked host", () => {
  test("has no live key, is announced once, and shows REVOKED", async () => {
    const { hostId } = await enrollMachine(ctx);
    expect((await readHostKeys(ctx, { hostId }))?.keys).toHaveLength(1);
    fixture.announced.length = 0;
    await revokeHost(ctx, { hostId });
    await revokeHost(ctx, { hostId });
    expect(fixture.announced).toEqual([`host ${hostId}`]);
    expect(await readHostKeys(ctx, { hostId })).toMatchObject({ status: "revoked", keys: [] });
    expect(await getHost(ctx, { hostId })).toMatchObject({ online: false, reason: "REVOKED" });
  });

  test("is written to the change log in the same transaction", async () => {
    const { hostId } = await enrollMachine(ctx);
    const noted = () =>
      fixture.db.orm
        .select({ key: schema.changes.key })
        .from(schema.changes)
        .where(sql`topic = 'host' and key = ${hostId}`);
    const before = (await noted()).length;
    await revokeHost(ctx, { hostId });
    expect((await noted()).length).toBeGreaterThan(before);
  });
});

describe("a host", () => {
  test("is removed with its machine, and is not found afterwards", async () => {
    const { hostId, machineId } = await enrollMachine(ctx);
    await removeHost(ctx, { hostId });
    expect(await refusalOf(getHost(ctx, { hostId }))).toBe("HOST_NOT_FOUND");
    const left = await fixture.db.orm
      .select({ id: schema.machines.id })
      .from(schema.machines)
      .where(sql`id = ${machineId}`);
    expect(left).toEqual([]);
  });

  test("of another organization is not found by any verb", async () => {
    const { hostId } = await enrollMachine(ctx);
    const other = await fixture.organization();
    for (const act of [
      () => getHost(other, { hostId }),
      () => revokeHost(other, { hostId }),
      () => removeHost(other, { hostId }),
      () => setMayPublish(other, { hostId, mayPublish: true }),
      () => listHostEvents(other, { hostId }),
    ]) {
      expect(await refusalOf(act())).toBe("HOST_NOT_FOUND");
    }
  });

  test("hands its credentials to relays, one by one and many at once", async () => {
    const machine = makeMachine();
    const { hostId } = await enrollMachine(ctx, { machine, mayPublish: true });
    const one = await readHostKeys(ctx, { hostId });
    expect(one).toMatchObject({ organizationId: ctx.organizationId, mayPublish: true });
    expect(one?.keys[0]?.publicKey.toString("base64url")).toBe(machine.publicKey);
    expect(await readManyHostKeys(ctx, { hostIds: [hostId, "unknown"] })).toEqual([one]);
    expect(await readHostKeys(ctx, { hostId: "unknown" })).toBeNull();
  });
});

describe("the events of a host", () => {
  test("are listed newest first, and those of unknown hosts are dropped", async () => {
    const { hostId } = await enrollMachine(ctx);
    const result = await recordHostEvents(ctx, [
      { hostId, kind: "connected", relayId: "relay-1", epoch: 1, wire: "websocket" },
      { hostId: "unknown", kind: "connected" },
      { hostId, kind: "disconnected", relayId: "relay-1", epoch: 1, reason: "SILENT" },
    ]);
    expect(result).toEqual({ written: 2, dropped: 1 });
    const page = await listHostEvents(ctx, { hostId, limit: 1 });
    expect(page.items).toMatchObject([{ kind: "disconnected", reason: "SILENT" }]);
    const rest = await listHostEvents(ctx, { hostId, limit: 1, cursor: page.nextCursor ?? "" });
    expect(rest).toMatchObject({ items: [{ kind: "connected", wire: "websocket" }] });
  });

  test("are only counted beyond 200 an hour", async () => {
    const { hostId } = await enrollMachine(ctx);
    const many = Array.from({ length: 150 }, () => ({ hostId, kind: "connected" as const }));
    expect(await recordHostEvents(ctx, many)).toEqual({ written: 150, dropped: 0 });
    expect(await recordHostEvents(ctx, many)).toEqual({ written: 50, dropped: 100 });
    expect(await recordHostEvents(ctx, many)).toEqual({ written: 0, dropped: 150 });
  });

  test("and codes go when they are old, and no sooner", async () => {
    const { hostId } = await enrollMachine(ctx);
    await recordHostEvents(ctx, [
      { hostId, kind: "connected" },
      { hostId, kind: "refused" },
    ]);
    await fixture.db.orm
      .update(schema.hostEvents)
      .set({ at: sql`now() - interval '91 days'` })
      .where(sql`host_id = ${hostId} and kind = 'refused'`);
    expect(await sweepHosts(ctx)).toMatchObject({ codes: 0, events: 1 });
    await fixture.db.orm
      .update(schema.enrolmentCodes)
      .set({ expiresAt: sql`now() - interval '25 hours'` })
      .where(sql`host_id = ${hostId}`);
    expect(await sweepHosts(ctx)).toMatchObject({ codes: 1, events: 0 });
    expect((await listHostEvents(ctx, { hostId })).items).toHaveLength(1);
  });
});
