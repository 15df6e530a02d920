import { CoordinationError, consumeChallenge } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import type { MachineFacts } from "../machine/facts.ts";
import { chooseMachineName } from "../machine/name.ts";
import { challengePrincipal, challengeRealm } from "./challenge.ts";
import { hashCode } from "./code.ts";
import { isProven, isVouched, readPublicKey } from "./proof.ts";
import {
  claimCode,
  countActiveHosts,
  findCodeByHash,
  findHostByKey,
  insertHost,
  insertMachine,
  isCodeOfHost,
  isHostOf,
  lockKey,
  lockMachineOfKey,
  noteCodeHost,
} from "./store.ts";

/** `publicKey` and `signature` are base64url; the signature is over `enrolmentMessage(challenge)`. */
export interface EnrollInput {
  publicKey: string;
  challenge: string;
  signature: string;
  /** Without a code, the acting person enrols the machine in their organization. */
  code?: string | undefined;
  name?: string | undefined;
  osHostName?: string | undefined;
  facts: MachineFacts & { agentVersion: string };
  /**
   * Another host of the same machine, by its key, and its signature (both base64url) over `machineMessage` of the key
   * that enrols: then no machine is made. Ignored where the key has enrolled before.
   */
  machine?: { publicKey: string; signature: string } | undefined;
}

export interface EnrolledHost {
  hostId: string;
  machineId: string;
  organizationId: string;
  machineName: string;
  mayPublish: boolean;
  /** False when the same key had enrolled before. */
  created: boolean;
}

/** By what right a machine joins, and what that right says about it. */
interface Grant {
  codeId: string | null;
  createdByUserId: string;
  machineName: string | null;
  mayPublish: boolean;
}

interface Joining {
  hostId: string;
  organizationId: string;
  publicKey: Buffer;
  grant: Grant;
  input: EnrollInput;
}

const maxHosts = 1_000;

/**
 * Enrols a machine that proves its key. The same key again, in the same organization, gives the same host: a
 * crash anywhere is repaired by running the command again, even with the code that it has used up. A machine may be
 * a host in several organizations: it joins itself only where a live key of it says so, and keeps its name and facts.
 */
export async function enrollHost(ctx: HostsContext, input: EnrollInput): Promise<EnrolledHost> {
  const publicKey = readPublicKey(input.publicKey);
  if (publicKey === null || !isProven(publicKey, input.challenge, input.signature)) {
    throw new HostsError("PROOF_INVALID");
  }
  const codeHash = input.code === undefined ? null : hashCode(input.code);
  const organizationId = await organizationOf(ctx, input.code, codeHash);
  const hostId = newId(ctx.clock.nowMs(), ctx.random);
  const act = {
    action: "host.enroll",
    target: { kind: "host", id: hostId },
    organizationId,
    detail: { by: codeHash === null ? "user" : "code" },
  };
  return await ctx.db.write(ctx, act, async (tx, after) => {
    await lockKey(tx, publicKey);
    await proveOnce(ctx, tx, publicKey, input.challenge);
    const known = await findHostByKey(tx, publicKey);
    if (known !== null) return await returnKnown(tx, known, organizationId, codeHash);
    const grant = await takeGrant(ctx, tx, codeHash);
    const host = await joinMachine(ctx, tx, { hostId, organizationId, publicKey, grant, input });
    after.commit(() => ctx.feed.announce("host", hostId));
    return host;
  });
}

/** The organization to join. Unknown, used and expired codes are told apart by nobody. */
async function organizationOf(
  ctx: HostsContext,
  code: string | undefined,
  codeHash: Buffer | null,
): Promise<string> {
  if (code === undefined) return authorize(ctx, "host.enroll");
  const found = codeHash === null ? null : await findCodeByHash(ctx.db.orm, codeHash);
  if (found === null) throw new HostsError("ENROLMENT_CODE_INVALID");
  return found.organizationId;
}

async function proveOnce(
  ctx: HostsContext,
  tx: Tx,
  publicKey: Buffer,
  challenge: string,
): Promise<void> {
  const principal = challengePrincipal(publicKey);
  try {
    await consumeChallenge(ctx.db.within(tx), {
      realm: challengeRealm,
      principal,
      challenge,
    });
  } catch (error) {
    if (error instanceof CoordinationError) throw new HostsError("PROOF_INVALID", { cause: error });
    throw error;
  }
}

type KnownHost = NonNullable<Awaited<ReturnType<typeof findHostByKey>>>;

async function returnKnown(
  tx: Tx,
  known: KnownHost,
  organizationId: string,
  codeHash: Buffer | null,
): Promise<EnrolledHost> {
  if (codeHash !== null && !(await isCodeOfHost(tx, codeHash, known.hostId))) {
    const claimed = await claimCode(tx, codeHash);
    if (claimed === null) throw new HostsError("ENROLMENT_CODE_INVALID");
    await noteCodeHost(tx, claimed.codeId, known.hostId);
  }
  if (known.organizationId !== organizationId) throw new HostsError("KEY_IN_USE");
  if (known.status === "revoked" || known.keyStatus === "revoked") {
    throw new HostsError("HOST_REVOKED");
  }
  const { hostId, machineId, machineName, mayPublish } = known;
  return { hostId, machineId, organizationId, machineName, mayPublish, created: false };
}

async function takeGrant(ctx: HostsContext, tx: Tx, codeHash: Buffer | null): Promise<Grant> {
  if (codeHash === null) {
    if (ctx.actor.kind !== "user") throw new HostsError("NOT_PERMITTED");
    const createdByUserId = ctx.actor.userId;
    return { codeId: null, createdByUserId, machineName: null, mayPublish: false };
  }
  const claimed = await claimCode(tx, codeHash);
  if (claimed === null) throw new HostsError("ENROLMENT_CODE_INVALID");
  return claimed;
}

async function joinMachine(ctx: HostsContext, tx: Tx, joining: Joining): Promise<EnrolledHost> {
  const { hostId, organizationId, publicKey, grant } = joining;
  if ((await countActiveHosts(tx, organizationId)) >= maxHosts) throw new HostsError("HOST_LIMIT");
  const machine = await placeMachine(ctx, tx, joining);
  const { mayPublish, createdByUserId } = grant;
  await insertHost(tx, {
    ...{ hostId, machineId: machine.machineId, organizationId, createdByUserId, mayPublish },
    ...{ keyId: newId(ctx.clock.nowMs(), ctx.random), publicKey },
  });
  if (grant.codeId !== null) await noteCodeHost(tx, grant.codeId, hostId);
  return { hostId, ...machine, organizationId, mayPublish, created: true };
}

/** The machine that vouches for this key, or a new one. */
async function placeMachine(
  ctx: HostsContext,
  tx: Tx,
  { organizationId, publicKey, grant, input }: Joining,
): Promise<{ machineId: string; machineName: string }> {
  if (input.machine !== undefined) {
    const voucher = readPublicKey(input.machine.publicKey);
    const { signature } = input.machine;
    if (voucher === null || !isVouched(voucher, publicKey, input.challenge, signature)) {
      throw new HostsError("PROOF_INVALID");
    }
    const machine = await lockMachineOfKey(tx, voucher);
    if (machine === null) throw new HostsError("PROOF_INVALID");
    if (await isHostOf(tx, machine.machineId, organizationId)) {
      throw new HostsError("MACHINE_ENROLLED");
    }
    return machine;
  }
  const { agentVersion, ...facts } = input.facts;
  const machineName = chooseMachineName(
    { asked: input.name, ofCode: grant.machineName, ofSystem: input.osHostName },
    ctx.random,
  );
  const machineId = newId(ctx.clock.nowMs(), ctx.random);
  await insertMachine(tx, { machineId, machineName, facts, agentVersion });
  return { machineId, machineName };
}
