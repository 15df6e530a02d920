import { type Reader, schema, type Tx } from "@homeport/db";
import { and, count, eq, gt, isNull, ne, sql } from "drizzle-orm";
import type { MachineFacts } from "../machine/facts.ts";

const { enrolmentCodes, hostKeys, hosts, machines } = schema;

const isLive = sql<boolean>`${enrolmentCodes.expiresAt} > now()`;

export interface NewCode {
  id: string;
  organizationId: string;
  createdByUserId: string;
  codeHash: Uint8Array;
  machineName: string | null;
  mayPublish: boolean;
  lifeMs: number;
}

export async function insertCode(tx: Tx, code: NewCode): Promise<{ expiresAt: Date }> {
  const { lifeMs, ...values } = code;
  const [row] = await tx
    .insert(enrolmentCodes)
    .values({ ...values, expiresAt: sql`now() + ${lifeMs}::float8 * interval '1 millisecond'` })
    .returning({ expiresAt: enrolmentCodes.expiresAt });
  if (row === undefined) throw new Error("An inserted code came back without its row");
  return row;
}

/** Removes an unused code; false when there is none, or it was used. */
export async function deleteCode(tx: Tx, organizationId: string, codeId: string): Promise<boolean> {
  const rows = await tx
    .delete(enrolmentCodes)
    .where(
      and(
        eq(enrolmentCodes.id, codeId),
        eq(enrolmentCodes.organizationId, organizationId),
        isNull(enrolmentCodes.usedAt),
      ),
    )
    .returning({ id: enrolmentCodes.id });
  return rows.length === 1;
}

export async function findCode(db: Reader, organizationId: string, codeId: string) {
  const [row] = await db
    .select({
      codeId: enrolmentCodes.id,
      machineName: enrolmentCodes.machineName,
      mayPublish: enrolmentCodes.mayPublish,
      expiresAt: enrolmentCodes.expiresAt,
      usedAt: enrolmentCodes.usedAt,
      hostId: enrolmentCodes.hostId,
      live: isLive,
    })
    .from(enrolmentCodes)
    .where(and(eq(enrolmentCodes.id, codeId), eq(enrolmentCodes.organizationId, organizationId)));
  return row ?? null;
}

/** Whose code this is; says nothing about whether it may still be used. */
export async function findCodeByHash(db: Reader, codeHash: Uint8Array) {
  const [row] = await db
    .select({ organizationId: enrolmentCodes.organizationId })
    .from(enrolmentCodes)
    .where(eq(enrolmentCodes.codeHash, codeHash));
  return row ?? null;
}

/** One statement, so that whatever races, one caller gets a code. */
export async function claimCode(tx: Tx, codeHash: Uint8Array) {
  const [row] = await tx
    .update(enrolmentCodes)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(enrolmentCodes.codeHash, codeHash),
        isNull(enrolmentCodes.usedAt),
        gt(enrolmentCodes.expiresAt, sql`now()`),
      ),
    )
    .returning({
      codeId: enrolmentCodes.id,
      organizationId: enrolmentCodes.organizationId,
      createdByUserId: enrolmentCodes.createdByUserId,
      machineName: enrolmentCodes.machineName,
      mayPublish: enrolmentCodes.mayPublish,
    });
  return row ?? null;
}

export async function noteCodeHost(tx: Tx, codeId: string, hostId: string): Promise<void> {
  await tx.update(enrolmentCodes).set({ hostId }).where(eq(enrolmentCodes.id, codeId));
}

/** Whether this host came from this code, used up or not. */
export async function isCodeOfHost(tx: Tx, codeHash: Uint8Array, hostId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: enrolmentCodes.id })
    .from(enrolmentCodes)
    .where(and(eq(enrolmentCodes.codeHash, codeHash), eq(enrolmentCodes.hostId, hostId)));
  return rows.length === 1;
}

/** Enrolments with one key happen one at a time in the whole fleet; held until the transaction ends. */
export async function lockKey(tx: Tx, publicKey: Uint8Array): Promise<void> {
  const name = `homeport/host-key/${Buffer.from(publicKey).toString("hex")}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

export async function findHostByKey(tx: Tx, publicKey: Uint8Array) {
  const [row] = await tx
    .select({
      hostId: hosts.id,
      machineId: hosts.machineId,
      organizationId: hosts.organizationId,
      machineName: machines.name,
      mayPublish: hosts.mayPublish,
      status: hosts.status,
      keyStatus: sql<
        "active" | "retiring" | "revoked"
      >`case when ${hostKeys.notAfter} <= now() then 'revoked' else ${hostKeys.status} end`,
    })
    .from(hostKeys)
    .innerJoin(hosts, eq(hosts.id, hostKeys.hostId))
    .innerJoin(machines, eq(machines.id, hosts.machineId))
    .where(eq(hostKeys.publicKey, publicKey));
  return row ?? null;
}

/**
 * The machine of a key that still opens tunnels, with its host and itself locked until the transaction ends: neither
 * is revoked or removed meanwhile, and enrolments that join one machine happen one at a time. Null for any other key.
 */
export async function lockMachineOfKey(
  tx: Tx,
  publicKey: Uint8Array,
): Promise<{ machineId: string; machineName: string } | null> {
  const [row] = await tx
    .select({ machineId: machines.id, machineName: machines.name })
    .from(hostKeys)
    .innerJoin(hosts, eq(hosts.id, hostKeys.hostId))
    .innerJoin(machines, eq(machines.id, hosts.machineId))
    .where(
      and(
        eq(hostKeys.publicKey, publicKey),
        ne(hostKeys.status, "revoked"),
        sql`coalesce(${hostKeys.notAfter} > now(), true)`,
        eq(hosts.status, "active"),
      ),
    )
    .for("update", { of: [hosts, machines] });
  return row ?? null;
}

/** Whether the machine is an active host of this organization. */
export async function isHostOf(
  tx: Tx,
  machineId: string,
  organizationId: string,
): Promise<boolean> {
  const rows = await tx
    .select({ id: hosts.id })
    .from(hosts)
    .where(
      and(
        eq(hosts.machineId, machineId),
        eq(hosts.organizationId, organizationId),
        eq(hosts.status, "active"),
      ),
    );
  return rows.length > 0;
}

export async function countActiveHosts(tx: Tx, organizationId: string): Promise<number> {
  const [row] = await tx
    .select({ total: count() })
    .from(hosts)
    .where(and(eq(hosts.organizationId, organizationId), eq(hosts.status, "active")));
  return row?.total ?? 0;
}

export interface NewMachine {
  machineId: string;
  machineName: string;
  facts: MachineFacts;
  agentVersion: string;
}

export async function insertMachine(tx: Tx, machine: NewMachine): Promise<void> {
  await tx.insert(machines).values({
    id: machine.machineId,
    name: machine.machineName,
    ...machine.facts,
    agentVersion: machine.agentVersion,
    factsAt: sql`now()`,
  });
}

export interface NewHost {
  hostId: string;
  machineId: string;
  keyId: string;
  organizationId: string;
  createdByUserId: string | null;
  mayPublish: boolean;
  publicKey: Uint8Array;
}

/** A new host of a machine that is there, and its key. */
export async function insertHost(tx: Tx, host: NewHost): Promise<void> {
  const { keyId, publicKey, hostId, ...rest } = host;
  await tx.insert(hosts).values({ id: hostId, ...rest });
  await tx.insert(hostKeys).values({ id: keyId, hostId, publicKey });
}

/** Codes stay a day after their end, so that the page that waits for one can say what became of it. */
export async function deleteOldCodes(tx: Tx): Promise<number> {
  const rows = await tx
    .delete(enrolmentCodes)
    .where(sql`${enrolmentCodes.expiresAt} < now() - interval '1 day'`)
    .returning({ id: enrolmentCodes.id });
  return rows.length;
}
