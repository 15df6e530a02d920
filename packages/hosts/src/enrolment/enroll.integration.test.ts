import { schema } from "@homeport/db";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  enrollMachine,
  facts,
  type HostsFixture,
  holding,
  makeMachine,
  openFixture,
  proveMachine,
  refusalOf,
  stranger,
  type TestMachine,
  vouchFor,
} from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { getHost } from "../host/get.ts";
import { removeHost } from "../host/remove.ts";
import { revokeHost } from "../host/revoke.ts";
import { cancelEnrolmentCode } from "./cancel-code.ts";
import { createEnrolmentCode } from "./create-code.ts";
import { enrollHost } from "./enroll.ts";
import { readEnrolmentCode } from "./read-code.ts";

let fixture: HostsFixture;
let ctx: HostsContext;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe("a machine that enrols by a code", () => {
  test("becomes a host of the code's organization, with the code's name and its switch", async () => {
    const { code } = await createEnrolmentCode(ctx, { machineName: "nas", mayPublish: true });
    const proof = await proveMachine(ctx, makeMachine());
    const host = await enrollHost(stranger(ctx), { ...proof, code, osHostName: "debian", facts });
    expect(host).toMatchObject({ machineName: "nas", mayPublish: true, created: true });
    expect(await getHost(ctx, { hostId: host.hostId })).toMatchObject({
      name: "nas",
      os: "linux",
      online: false,
      reason: "NEVER_CONNECTED",
      status: "active",
    });
  });

  test("may type its code in small letters and with other spaces", async () => {
    const { code } = await createEnrolmentCode(ctx, {});
    const proof = await proveMachine(ctx, makeMachine());
    const typed = ` ${code.toLowerCase().replaceAll("-", " ")}`;
    expect(await enrollHost(stranger(ctx), { ...proof, code: typed, facts })).toMatchObject({
      created: true,
    });
  });

  test("enrolling again after a crash gives the same host, even with the code it used up", async () => {
    const { code } = await createEnrolmentCode(ctx, {});
    const machine = makeMachine();
    const first = await enrollHost(stranger(ctx), {
      ...(await proveMachine(ctx, machine)),
      code,
      name: "attic",
      facts,
    });
    const again = await enrollHost(stranger(ctx), {
      ...(await proveMachine(ctx, machine)),
      code,
      name: "another name",
      facts,
    });
    expect(again).toEqual({ ...first, created: false });
  });

  test("gives the same host for a new code of the same organization, and the code is used", async () => {
    const machine = makeMachine();
    const first = await enrollMachine(ctx, { machine });
    const { code, codeId } = await createEnrolmentCode(ctx, {});
    const proof = await proveMachine(ctx, machine);
    const again = await enrollHost(stranger(ctx), { ...proof, code, facts });
    expect(again).toMatchObject({ hostId: first.hostId, created: false });
    expect(await readEnrolmentCode(ctx, { codeId })).toMatchObject({
      state: "used",
      host: { hostId: first.hostId },
    });
  });

  test("is refused with the key of another organization's host, and that code stays unused", async () => {
    const machine = makeMachine();
    await enrollMachine(ctx, { machine });
    const other = await fixture.organization();
    const { code, codeId } = await createEnrolmentCode(other, {});
    const proof = await proveMachine(other, machine);
    const refused = enrollHost(stranger(other), { ...proof, code, facts });
    expect(await refusalOf(refused)).toBe("KEY_IN_USE");
    expect(await readEnrolmentCode(other, { codeId })).toMatchObject({ state: "waiting" });
  });

  test("is refused with the key of a revoked host", async () => {
    const machine = makeMachine();
    const { hostId } = await enrollMachine(ctx, { machine });
    await revokeHost(ctx, { hostId });
    expect(await refusalOf(enrollMachine(ctx, { machine }))).toBe("HOST_REVOKED");
  });

  test("is refused alike by an unknown, a used and an expired code, and by no code at all", async () => {
    const used = await createEnrolmentCode(ctx, {});
    const proof = await proveMachine(ctx, makeMachine());
    await enrollHost(stranger(ctx), { ...proof, code: used.code, facts });
    const expired = await createEnrolmentCode(ctx, {});
    await fixture.db.orm
      .update(schema.enrolmentCodes)
      .set({ expiresAt: sql`now()` })
      .where(sql`id = ${expired.codeId}`);
    const unknown = "01234-56789-ABCDE-FGHJK";
    for (const code of [used.code, expired.code, unknown, "nonsense", ""]) {
      const attempt = { ...(await proveMachine(ctx, makeMachine())), code, facts };
      const refused = enrollHost(stranger(ctx), attempt);
      expect(await refusalOf(refused)).toBe("ENROLMENT_CODE_INVALID");
    }
  });

  test("cannot use a code that was cancelled", async () => {
    const { code, codeId } = await createEnrolmentCode(ctx, {});
    await cancelEnrolmentCode(ctx, { codeId });
    const proof = await proveMachine(ctx, makeMachine());
    const refused = enrollHost(stranger(ctx), { ...proof, code, facts });
    expect(await refusalOf(refused)).toBe("ENROLMENT_CODE_INVALID");
    expect(await refusalOf(cancelEnrolmentCode(ctx, { codeId }))).toBe("CODE_NOT_FOUND");
  });
});

describe("the proof of a key", () => {
  test("is good once", async () => {
    const { code } = await createEnrolmentCode(ctx, {});
    const proof = await proveMachine(ctx, makeMachine());
    await enrollHost(stranger(ctx), { ...proof, code, facts });
    const again = enrollHost(stranger(ctx), { ...proof, code, facts });
    expect(await refusalOf(again)).toBe("PROOF_INVALID");
  });

  test("is refused when another key signed it, and the code stays unused", async () => {
    const { code, codeId } = await createEnrolmentCode(ctx, {});
    const mine = await proveMachine(ctx, makeMachine());
    const theirs = await proveMachine(ctx, makeMachine());
    const forged = { ...mine, signature: theirs.signature, code, facts };
    expect(await refusalOf(enrollHost(stranger(ctx), forged))).toBe("PROOF_INVALID");
    const borrowed = { ...theirs, challenge: mine.challenge, code, facts };
    expect(await refusalOf(enrollHost(stranger(ctx), borrowed))).toBe("PROOF_INVALID");
    expect(await readEnrolmentCode(ctx, { codeId })).toMatchObject({ state: "waiting" });
  });

  test("is refused over a challenge that was never issued", async () => {
    const machine = makeMachine();
    const { code } = await createEnrolmentCode(ctx, {});
    const proof = await proveMachine(ctx, machine);
    await fixture.db.orm.delete(schema.challenges);
    const refused = enrollHost(stranger(ctx), { ...proof, code, facts });
    expect(await refusalOf(refused)).toBe("PROOF_INVALID");
  });
});

describe("a machine that is a host already", () => {
  /** Enrols a new key in an organization, with another key's word that it is of the same machine. */
  async function joinBy(
    to: HostsContext,
    by: TestMachine,
    forge: Partial<Parameters<typeof vouchFor>[1]> = {},
  ) {
    const { code, codeId } = await createEnrolmentCode(to, { machineName: "another name" });
    const proof = await proveMachine(to, makeMachine());
    const machine = vouchFor(by, { ...proof, ...forge });
    const join = () => enrollHost(stranger(to), { ...proof, code, facts, machine });
    return { join, codeId };
  }

  test("joins another organization as the same machine, which keeps its name, and outlives its first host", async () => {
    const mine = makeMachine();
    const first = await enrollMachine(ctx, { machine: mine, name: "attic" });
    const other = await fixture.organization();
    const second = await (await joinBy(other, mine)).join();
    expect(second).toMatchObject({ machineId: first.machineId, machineName: "attic" });
    expect(second.hostId).not.toBe(first.hostId);
    await removeHost(ctx, { hostId: first.hostId });
    expect(await getHost(other, { hostId: second.hostId })).toMatchObject({ name: "attic" });
  });

  test("is a machine of its own without the word of a key", async () => {
    const first = await enrollMachine(ctx);
    const second = await enrollMachine(await fixture.organization());
    expect(second.machineId).not.toBe(first.machineId);
  });

  test("is refused where it is a host already, and that code stays unused", async () => {
    const mine = makeMachine();
    await enrollMachine(ctx, { machine: mine });
    const { join, codeId } = await joinBy(ctx, mine);
    expect(await refusalOf(join())).toBe("MACHINE_ENROLLED");
    expect(await readEnrolmentCode(ctx, { codeId })).toMatchObject({ state: "waiting" });
  });

  test("is joined once in an organization, however many keys try at once", async () => {
    const mine = makeMachine();
    await enrollMachine(ctx, { machine: mine });
    const other = await fixture.organization();
    const tries = await Promise.all(Array.from({ length: 4 }, () => joinBy(other, mine)));
    const outcomes = await Promise.all(tries.map(({ join }) => refusalOf(join())));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "MACHINE_ENROLLED")).toHaveLength(3);
  });

  test("is not joined by the word of a key that is revoked, retired or unknown", async () => {
    const other = await fixture.organization();
    const revoked = makeMachine();
    const { hostId } = await enrollMachine(ctx, { machine: revoked });
    await revokeHost(ctx, { hostId });
    const retired = makeMachine();
    await enrollMachine(ctx, { machine: retired });
    await fixture.db.orm
      .update(schema.hostKeys)
      .set({ status: "retiring", notAfter: sql`now()` })
      .where(sql`public_key = ${Buffer.from(retired.publicKey, "base64url")}`);
    const ended = makeMachine();
    const { hostId: endedId } = await enrollMachine(ctx, { machine: ended });
    // A host that is revoked while its key is not yet is no host either.
    await fixture.db.orm
      .update(schema.hosts)
      .set({ status: "revoked" })
      .where(sql`id = ${endedId}`);
    for (const by of [revoked, retired, ended, makeMachine()]) {
      const { join, codeId } = await joinBy(other, by);
      expect(await refusalOf(join())).toBe("PROOF_INVALID");
      expect(await readEnrolmentCode(other, { codeId })).toMatchObject({ state: "waiting" });
    }
  });

  test("is not joined by a word about another key, another challenge, or of somebody else", async () => {
    const other = await fixture.organization();
    const mine = makeMachine();
    await enrollMachine(ctx, { machine: mine });
    const stolen = { ...makeMachine(), publicKey: mine.publicKey };
    for (const { join } of [
      await joinBy(other, mine, { publicKey: makeMachine().publicKey }),
      await joinBy(other, mine, { challenge: "another" }),
      await joinBy(other, stolen),
    ]) {
      expect(await refusalOf(join())).toBe("PROOF_INVALID");
    }
  });
});

describe("a person who enrols a machine", () => {
  test("does it in their organization without a code", async () => {
    const proof = await proveMachine(ctx, makeMachine());
    const host = await enrollHost(ctx, { ...proof, name: "desk", facts });
    expect(host).toMatchObject({ organizationId: ctx.organizationId, machineName: "desk" });
  });

  test("is one of a thousand hosts of an organization at most", async () => {
    const full = await fixture.organization();
    const { organizationId } = full;
    await fixture.db.orm.execute(sql`
      with made as (
        insert into machines (id, name) select ${organizationId} || n, 'one of many' from generate_series(1, 999) n
        returning id)
      insert into hosts (id, organization_id, machine_id) select id, ${organizationId}, id from made`);
    await enrollMachine(full);
    expect(await refusalOf(enrollMachine(full))).toBe("HOST_LIMIT");
  });

  test("needs host.enroll for that, and for making a code", async () => {
    const reader = holding(ctx, "host.read");
    const proof = await proveMachine(ctx, makeMachine());
    expect(await refusalOf(enrollHost(reader, { ...proof, facts }))).toBe("NOT_PERMITTED");
    expect(await refusalOf(createEnrolmentCode(reader, {}))).toBe("NOT_PERMITTED");
  });
});

describe("a code", () => {
  test("is stored only as a hash, and each act on it leaves an audit row", async () => {
    const { code, codeId } = await createEnrolmentCode(ctx, {});
    const stored = await fixture.db.orm.execute(
      sql`select to_jsonb(c)::text as row from enrolment_codes c where id = ${codeId}`,
    );
    expect(JSON.stringify(stored)).not.toContain(code);
    await cancelEnrolmentCode(ctx, { codeId });
    const audit = await fixture.db.orm
      .select({ action: schema.auditEntries.action })
      .from(schema.auditEntries)
      .where(sql`target_id = ${codeId}`)
      .orderBy(schema.auditEntries.at);
    expect(audit.map((entry) => entry.action)).toEqual(["code.create", "code.cancel"]);
  });

  test("of another organization is not found", async () => {
    const { codeId } = await createEnrolmentCode(ctx, {});
    const other = await fixture.organization();
    expect(await refusalOf(readEnrolmentCode(other, { codeId }))).toBe("CODE_NOT_FOUND");
    expect(await refusalOf(cancelEnrolmentCode(other, { codeId }))).toBe("CODE_NOT_FOUND");
  });
});
