import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  asHost,
  enrollMachine,
  facts,
  type HostsFixture,
  makeMachine,
  openFixture,
  proveMachine,
  refusalOf,
  signRotation,
  stranger,
  type TestMachine,
} from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { createEnrolmentCode } from "../enrolment/create-code.ts";
import { type EnrolledHost, enrollHost } from "../enrolment/enroll.ts";
import { sweepHosts } from "../sweep.ts";
import { readHostKeys } from "./read-keys.ts";
import { revokeHost } from "./revoke.ts";
import { rotateHostKey } from "./rotate-key.ts";

let fixture: HostsFixture;
let ctx: HostsContext;
let host: EnrolledHost;
let machine: TestMachine;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function enrol(): Promise<void> {
  machine = makeMachine();
  host = await enrollMachine(ctx, { machine });
}

const rotate = (input: ReturnType<typeof signRotation>, of = host) =>
  rotateHostKey(asHost(ctx, of), input);

async function liveKeys(): Promise<string[]> {
  const keys = (await readHostKeys(ctx, { hostId: host.hostId }))?.keys ?? [];
  return keys.map((key) => `${key.status} ${key.publicKey.toString("base64url")}`).sort();
}

/** The old key's time is over, as it is ten minutes later. */
async function passTheTime(): Promise<void> {
  await fixture.db.sql.query(
    "UPDATE host_keys SET not_after = now() - interval '1 second' WHERE host_id = $1 AND status = 'retiring'",
    [host.hostId],
  );
}

async function auditRows(): Promise<readonly unknown[]> {
  return await fixture.db.sql.query(
    "SELECT outcome, detail FROM audit_entries WHERE action = 'host.rotate-key' AND target_id = $1 ORDER BY id",
    [host.hostId],
  );
}

describe("a key that both keys put in place of another", () => {
  test("opens tunnels at once, and the old one for ten minutes more", async () => {
    await enrol();
    const next = makeMachine();
    fixture.announced.length = 0;
    const { oldKeyNotAfter, rotated } = await rotate(signRotation(host.hostId, machine, next));
    expect(rotated).toBe(true);
    const leftMs = oldKeyNotAfter.getTime() - Date.now();
    expect(leftMs).toBeGreaterThan(9 * 60_000);
    expect(leftMs).toBeLessThan(11 * 60_000);
    expect(await liveKeys()).toEqual(
      [`active ${next.publicKey}`, `retiring ${machine.publicKey}`].sort(),
    );
    expect(fixture.announced).toEqual([`host ${host.hostId}`]);
    expect(await auditRows()).toEqual([expect.objectContaining({ outcome: "success" })]);
    const retiring = (await readHostKeys(ctx, { hostId: host.hostId }))?.keys.find(
      ({ status }) => status === "retiring",
    );
    expect(retiring?.leftMs).toBeGreaterThan(9 * 60_000);
  });

  test("is all that is left when the time is over, before and after the sweep", async () => {
    await enrol();
    const next = makeMachine();
    await rotate(signRotation(host.hostId, machine, next));
    await passTheTime();
    expect(await liveKeys()).toEqual([`active ${next.publicKey}`]);
    const { code } = await createEnrolmentCode(ctx, {});
    const proof = await proveMachine(ctx, machine);
    expect(await refusalOf(enrollHost(stranger(ctx), { ...proof, code, facts }))).toBe(
      "HOST_REVOKED",
    );
    expect((await sweepHosts(ctx)).keys).toBeGreaterThanOrEqual(1);
    expect((await sweepHosts(ctx)).keys).toBe(0);
    expect(await liveKeys()).toEqual([`active ${next.publicKey}`]);
  });

  test("is answered again as it was when the answer got lost, over any later tunnel", async () => {
    await enrol();
    const next = makeMachine();
    const first = await rotate(signRotation(host.hostId, machine, next));
    const again = await rotate(signRotation(host.hostId, machine, next, 2));
    expect(again).toEqual({ oldKeyNotAfter: first.oldKeyNotAfter, rotated: false });
    await passTheTime();
    await sweepHosts(ctx);
    expect((await rotate(signRotation(host.hostId, machine, next, 3))).rotated).toBe(false);
    expect(await auditRows()).toHaveLength(3);
    expect(await liveKeys()).toEqual([`active ${next.publicKey}`]);
  });
});

describe("nothing changes", () => {
  test("when a signature is wrong, or made by another key than the active one", async () => {
    await enrol();
    const input = signRotation(host.hostId, machine, makeMachine());
    const forged = signRotation(host.hostId, makeMachine(), makeMachine());
    expect(await refusalOf(rotate(forged))).toBe("PROOF_INVALID");
    for (const wrong of [
      { ...input, signedByOld: forged.signedByOld },
      { ...input, signedByNew: forged.signedByNew },
      { ...input, signedByNew: input.signedByOld },
      { ...input, publicKey: forged.publicKey },
      { ...input, publicKey: "AAAA" },
      { ...input, signedByOld: "" },
    ]) {
      expect(await refusalOf(rotate(wrong))).toBe("PROOF_INVALID");
    }
    expect(await liveKeys()).toEqual([`active ${machine.publicKey}`]);
    expect(await auditRows()).toEqual([]);
  });

  test("when a recorded message comes over another tunnel, or for another host", async () => {
    await enrol();
    const recorded = signRotation(host.hostId, machine, makeMachine(), 7);
    expect(await refusalOf(rotate({ ...recorded, epoch: 8 }))).toBe("PROOF_INVALID");
    const other = await enrollMachine(ctx);
    expect(await refusalOf(rotate(recorded, other))).toBe("PROOF_INVALID");
    expect(await liveKeys()).toEqual([`active ${machine.publicKey}`]);
  });

  test("when a recorded message comes back after the next rotation", async () => {
    await enrol();
    const [second, third] = [makeMachine(), makeMachine()];
    const recorded = signRotation(host.hostId, machine, second);
    await rotate(recorded);
    await rotate(signRotation(host.hostId, second, third));
    const before = await liveKeys();
    expect(await refusalOf(rotate(recorded))).toBe("PROOF_INVALID");
    expect(await refusalOf(rotate(signRotation(host.hostId, third, machine)))).toBe("KEY_IN_USE");
    expect(await liveKeys()).toEqual(before);
    expect(before).toContain(`active ${third.publicKey}`);
  });

  test("when the new key is another host's", async () => {
    await enrol();
    const theirs = makeMachine();
    await enrollMachine(await fixture.organization(), { machine: theirs });
    expect(await refusalOf(rotate(signRotation(host.hostId, machine, theirs)))).toBe("KEY_IN_USE");
    expect(await liveKeys()).toEqual([`active ${machine.publicKey}`]);
  });

  test("when the host was revoked, or somebody else asks", async () => {
    await enrol();
    const input = signRotation(host.hostId, machine, makeMachine());
    expect(await refusalOf(rotateHostKey(ctx, input))).toBe("NOT_PERMITTED");
    const elsewhere = {
      ...host,
      organizationId: (await fixture.organization()).organizationId ?? "",
    };
    expect(await refusalOf(rotate(input, elsewhere))).toBe("HOST_NOT_FOUND");
    await revokeHost(ctx, { hostId: host.hostId });
    expect(await refusalOf(rotate(input))).toBe("HOST_REVOKED");
  });

  test("when eight former keys are still good", async () => {
    await enrol();
    for (let count = 0; count < 8; count += 1) {
      const next = makeMachine();
      await rotate(signRotation(host.hostId, machine, next));
      machine = next;
    }
    const ninth = signRotation(host.hostId, machine, makeMachine());
    expect(await refusalOf(rotate(ninth))).toBe("KEYS_ROTATED_TOO_OFTEN");
    await passTheTime();
    expect((await rotate(ninth)).rotated).toBe(true);
  });
});
