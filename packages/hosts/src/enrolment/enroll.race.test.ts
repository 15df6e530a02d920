import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { and, eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  enrollMachine,
  facts,
  type HostsFixture,
  makeMachine,
  openFixture,
  proveMachine,
  refusalOf,
  stranger,
  vouchFor,
} from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { hashCode } from "./code.ts";
import { createEnrolmentCode } from "./create-code.ts";
import { enrollHost } from "./enroll.ts";
import { insertHost, lockMachineOfKey } from "./store.ts";

const racers = 8;

let fixture: HostsFixture;
let ctx: HostsContext;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe("one code and many machines at once", () => {
  test("lets exactly one machine in", async () => {
    const { code } = await createEnrolmentCode(ctx, {});
    const proofs = await Promise.all(
      Array.from({ length: racers }, () => proveMachine(ctx, makeMachine())),
    );
    const outcomes = await Promise.all(
      proofs.map((proof) => refusalOf(enrollHost(stranger(ctx), { ...proof, code, facts }))),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "ENROLMENT_CODE_INVALID")).toHaveLength(
      racers - 1,
    );
  });

  test("control: reading first and writing then lets more than one in", async () => {
    const { code } = await createEnrolmentCode(ctx, {});
    const codeHash = hashCode(code) ?? Buffer.alloc(0);
    const codes = schema.enrolmentCodes;
    const unused = and(eq(codes.codeHash, codeHash), isNull(codes.usedAt));
    let arrived = 0;
    const allArrived = Promise.withResolvers<void>();
    const claims = Array.from({ length: racers }, () =>
      fixture.db.system("test", async (tx) => {
        const found = await tx.select({ id: codes.id }).from(codes).where(unused);
        arrived += 1;
        if (arrived === racers) allArrived.resolve();
        await allArrived.promise;
        if (found.length === 0) return false;
        await tx.update(codes).set({ usedAt: sql`now()` }).where(eq(codes.codeHash, codeHash));
        return true;
      }),
    );
    const won = (await Promise.all(claims)).filter(Boolean);
    expect(won.length).toBeGreaterThan(1);
  });
});

test("one key that enrols many times at once becomes one host", async () => {
  const { code } = await createEnrolmentCode(ctx, {});
  const machine = makeMachine();
  const proofs = await Promise.all(
    Array.from({ length: racers }, () => proveMachine(ctx, machine)),
  );
  const hosts = await Promise.all(
    proofs.map((proof) => enrollHost(stranger(ctx), { ...proof, code, facts })),
  );
  expect(new Set(hosts.map((host) => host.hostId)).size).toBe(1);
  expect(hosts.filter((host) => host.created)).toHaveLength(1);
});

test("a machine that joins an organization while it is joined there is told that it is a host already", async () => {
  const mine = makeMachine();
  const { machineId } = await enrollMachine(ctx, { machine: mine });
  const other = await fixture.organization();
  const { code } = await createEnrolmentCode(other, {});
  const proof = await proveMachine(other, makeMachine());
  const machine = vouchFor(mine, proof);
  const [isHeld, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = fixture.db.system("test", async (tx) => {
    expect(await lockMachineOfKey(tx, Buffer.from(mine.publicKey, "base64url"))).not.toBeNull();
    isHeld.resolve();
    await mayGoOn.promise;
    const { organizationId = "" } = other;
    const publicKey = Buffer.from(makeMachine().publicKey, "base64url");
    const ids = { hostId: newId(), keyId: newId(), machineId, organizationId };
    await insertHost(tx, { ...ids, publicKey, createdByUserId: null, mayPublish: false });
  });
  await isHeld.promise;
  const second = refusalOf(enrollHost(stranger(other), { ...proof, code, facts, machine }));
  const isBlocked = waitFor(isSomebodyBlocked, { deadlineMs: 5_000 });
  await isBlocked.finally(() => mayGoOn.resolve());
  await first;
  expect(await second).toBe("MACHINE_ENROLLED");
});

async function isSomebodyBlocked(): Promise<boolean> {
  const rows = await fixture.db.orm.execute(sql`
    select 1 from pg_stat_activity
    where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`);
  return rows.length > 0;
}
