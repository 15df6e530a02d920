import { createSqlPort } from "@homeport/db";
import { createMetrics, silentLog } from "@homeport/platform";
import {
  type CheckTimings,
  defaultCheckTimings,
  printHash,
  type VaultVersion,
} from "../src/core/index.ts";
import { type CanonicalizeDeps, checkVault } from "../src/index.ts";
import type { VaultsFixture } from "./fixture.ts";

/** What a worker's verbs stand on, over a fixture's store. */
export function workerOf(
  fixture: VaultsFixture,
  options: { readonly timings?: Partial<CheckTimings>; readonly retainedMs?: number } = {},
): CanonicalizeDeps {
  const { ctx, db } = fixture;
  const { clock, random } = ctx;
  const metrics = createMetrics({ app: "test", version: "0" });
  return {
    ...ctx,
    retainedMs: options.retainedMs ?? ctx.retainedMs,
    timings: { ...defaultCheckTimings, ...options.timings },
    lease: {
      ...{ sql: createSqlPort(db, db.sql), clock, random, log: silentLog, metrics },
      replicaId: "test-1",
    },
    leaseTtlMs: 15_000,
  };
}

export type Shown =
  | "absent"
  | "unavailable"
  | { readonly version: Pick<VaultVersion, "commitment" | "nonce">; readonly bare?: boolean };

/** Says what the source of a vault shows from now on, one answer a read; the last one repeats. */
export async function show(
  { db }: VaultsFixture,
  { vaultId }: Pick<VaultVersion, "vaultId">,
  ...script: Shown[]
): Promise<void> {
  const entries = script.map((shown) =>
    typeof shown === "string"
      ? { kind: shown }
      : {
          ...{ kind: "present", commitment: printHash(shown.version.commitment) },
          ...(shown.bare === true ? {} : { nonce: shown.version.nonce }),
        },
  );
  await db.sql.query(
    `insert into vault_memory_sources (vault_id, script) values ($1, $2::text::jsonb)
     on conflict (vault_id) do update set script = excluded.script, reads = 0`,
    [vaultId, JSON.stringify(entries)],
  );
}

export async function readsOf(
  { db }: VaultsFixture,
  { vaultId }: Pick<VaultVersion, "vaultId">,
): Promise<number> {
  const [row] = await db.sql.query("select reads from vault_memory_sources where vault_id = $1", [
    vaultId,
  ]);
  return Number(row?.["reads"] ?? 0);
}

/** Lets time go by for a vault: everything that has happened is that much older. */
export async function age(
  { db }: VaultsFixture,
  { vaultId }: Pick<VaultVersion, "vaultId">,
  ms: number,
): Promise<void> {
  const older = (column: string) => `${column} = ${column} - $2::bigint * interval '1 ms'`;
  const columns = [
    "accepted_at",
    "status_at",
    "counted_at",
    "abandon_requested_at",
    "next_check_at",
  ];
  await db.sql.query(
    `update vault_deltas set ${columns.map(older).join(", ")} where vault_id = $1`,
    [vaultId, ms],
  );
  await db.sql.query(`update vaults set ${older("source_unavailable_since")} where id = $1`, [
    ...[vaultId, ms],
  ]);
}

/** One job of a worker, now. */
export async function look(
  worker: CanonicalizeDeps,
  { vaultId }: Pick<VaultVersion, "vaultId">,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  await checkVault(worker, { vaultId, signal });
}
