import { type Reader, schema, type Tx } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import type { MachineReport } from "./facts.ts";

const { machines } = schema;

export async function updateMachineName(tx: Tx, machineId: string, name: string): Promise<void> {
  await tx.update(machines).set({ name, updatedAt: sql`now()` }).where(eq(machines.id, machineId));
}

/**
 * Writes facts that differ from the stored ones, unless that happened within `everyMs`; never the name. Rows are
 * locked by id first, so that two relays which report the same machines cannot wait for each other.
 */
export async function updateFacts(
  db: Reader,
  reports: readonly MachineReport[],
  everyMs: number,
): Promise<number> {
  const given = reports.map(({ machineId, facts, agentVersion }) => ({
    ...{ machineId, agentVersion, os: facts.os, arch: facts.arch },
    ...{ cpuCount: facts.cpuCount, memoryBytes: facts.memoryBytes },
  }));
  const rows = await db.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g (
        "machineId" text, os text, arch text, "cpuCount" int, "memoryBytes" bigint, "agentVersion" text
      )
    ), due as (
      select m.id
      from machines m join given g on g."machineId" = m.id
      where (m.facts_at is null or m.facts_at <= now() - ${everyMs}::float8 * interval '1 millisecond')
        and (m.os, m.arch, m.cpu_count, m.memory_bytes, m.agent_version)
          is distinct from (g.os, g.arch, g."cpuCount", g."memoryBytes", g."agentVersion")
      order by m.id
      for update of m
    )
    update machines m
    set os = g.os, arch = g.arch, cpu_count = g."cpuCount", memory_bytes = g."memoryBytes",
        agent_version = g."agentVersion", facts_at = now(), updated_at = now()
    from given g join due on due.id = g."machineId"
    where m.id = g."machineId"
    returning 1`);
  return rows.length;
}
