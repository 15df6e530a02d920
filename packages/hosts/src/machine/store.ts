import { type Reader, schema, type Tx } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import type { MachineFacts } from "./facts.ts";

const { machines } = schema;

export async function updateMachineName(tx: Tx, machineId: string, name: string): Promise<void> {
  await tx.update(machines).set({ name, updatedAt: sql`now()` }).where(eq(machines.id, machineId));
}

/** Writes facts that differ from the stored ones, unless that happened within `everyMs`. Never the name. */
export async function updateFacts(
  db: Reader,
  input: { machineId: string; facts: MachineFacts; agentVersion: string; everyMs: number },
): Promise<boolean> {
  const { os, arch, cpuCount, memoryBytes } = input.facts;
  const rows = await db.execute(sql`
    update machines
    set os = ${os}, arch = ${arch}, cpu_count = ${cpuCount}::int,
        memory_bytes = ${memoryBytes}::bigint, agent_version = ${input.agentVersion},
        facts_at = now(), updated_at = now()
    where id = ${input.machineId}
      and (facts_at is null or facts_at <= now() - ${input.everyMs}::float8 * interval '1 millisecond')
      and (os, arch, cpu_count, memory_bytes, agent_version)
        is distinct from (${os}, ${arch}, ${cpuCount}::int, ${memoryBytes}::bigint, ${input.agentVersion})
    returning 1`);
  return rows.length === 1;
}
