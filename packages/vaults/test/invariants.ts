import { expect } from "vitest";
import { followServerKeys } from "../src/core/index.ts";
import { selectKeys } from "../src/server-key/store.ts";
import { Turns } from "../src/verify/turns.ts";
import { verifyVault } from "../src/verify/verify-vault.ts";
import type { VaultsFixture } from "./fixture.ts";

/**
 * What holds of a vault at any moment, whoever crashed, froze or raced: history is the fold of its deltas, the chain has no
 * gap, at most one delta waits, and no moved state stands beside a delta that still waits for it.
 */
export async function expectWhole({ db, ctx }: VaultsFixture, vaultId: string): Promise<void> {
  const keys = await selectKeys(db.orm);
  const first = keys[0]?.publicKey ?? new Uint8Array(32);
  const ring = followServerKeys(ctx.primitives, first, keys);
  const { primitives, clock } = ctx;
  const by = { primitives, ring, sql: db.sql, turns: new Turns(clock) };
  expect(await verifyVault(by, vaultId)).toBeNull();
  const [row] = await db.sql.query(
    `select v.head_nonce::int as head, v.ack_seq::int as acknowledged, v.event_seq::int as happened,
      (select count(*)::int from vault_deltas where vault_id = v.id and status = 'candidate') as waiting,
      (select count(*)::int from vault_deltas where vault_id = v.id and status = 'candidate' and nonce <> v.head_nonce + 1) as astray,
      (select count(*)::int from vault_deltas where vault_id = v.id and status = 'canonical') as history,
      (select count(*)::int from vault_deltas where vault_id = v.id) as deltas,
      (select count(*)::int from vault_acknowledgements where vault_id = v.id) as words,
      (select count(*)::int from vault_events where vault_id = v.id) as events,
      (select count(*)::int from vault_events where vault_id = v.id and type = 'delta.canonical') as told,
      (select coalesce(max(promoted_fence), 0) <= v.fence_token from vault_deltas where vault_id = v.id) as is_fenced
    from vaults v where v.id = $1`,
    [vaultId],
  );
  const { head, acknowledged, happened, waiting } = row as Record<string, number>;
  expect(row).toMatchObject({
    ...{ history: (head ?? 0) + 1, words: acknowledged, deltas: acknowledged, events: happened },
    ...{ astray: 0, told: head, is_fenced: true },
  });
  expect(waiting).toBeLessThanOrEqual(1);
}

/** Everything of a vault that somebody could have written, but for its lease. */
export async function contentsOf({ db }: VaultsFixture, vaultId: string): Promise<unknown> {
  const tables = [
    "select to_jsonb(v) - 'lease_holder' - 'lease_until' - 'fence_token' as row from vaults v where id = $1",
    "select to_jsonb(d) as row from vault_deltas d where vault_id = $1 order by id",
    "select to_jsonb(s) as row from vault_states s where vault_id = $1",
    "select to_jsonb(s) as row from vault_signers s where vault_id = $1 order by signer_id",
    "select to_jsonb(p) as row from vault_proposals p where vault_id = $1 order by id",
    "select to_jsonb(e) as row from vault_events e where vault_id = $1 order by seq",
  ];
  return await Promise.all(tables.map((text) => db.sql.query(text, [vaultId])));
}
