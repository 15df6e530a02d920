import { z } from "zod";
import type { VaultsFixture } from "./fixture.ts";

const moveRow = z.object({
  delta_id: z.string(),
  was: z.string(),
  is: z.string(),
  is_look: z.boolean(),
  promoted_fence: z.coerce.number().nullable(),
  fence: z.coerce.number(),
  holder: z.string().nullable(),
  is_held: z.boolean(),
});

/** A write of a delta's row as it was made, with the lease on its vault at that moment. */
export type LoggedWrite = z.infer<typeof moveRow>;

/**
 * Has the store itself keep every change of a delta and every acquisition of a vault, so that nothing passes between two
 * looks of a test. A name of a state is its status, and its reason if it has one.
 */
export async function keepLog({ db }: VaultsFixture): Promise<void> {
  const name = (row: string) => `concat_ws(' ', ${row}.status, ${row}.status_reason)`;
  for (const text of [
    'create table delta_log (seq bigserial, vault_id text, delta_id text, was text, "is" text, is_look boolean, promoted_fence bigint, fence bigint, holder text, is_held boolean)',
    "create table fence_log (seq bigserial, vault_id text, holder text, fence bigint)",
    `create function log_delta() returns trigger language plpgsql as $$ begin
       insert into delta_log (vault_id, delta_id, was, "is", is_look, promoted_fence, fence, holder, is_held)
       select new.vault_id, new.id, case when tg_op = 'INSERT' then 'none' else ${name("old")} end, ${name("new")},
         tg_op = 'UPDATE' and (new.check_seq > old.check_seq or new.promoted_fence is distinct from old.promoted_fence),
         new.promoted_fence, v.fence_token, v.lease_holder, v.lease_until > clock_timestamp()
       from vaults v where v.id = new.vault_id;
       return null; end $$`,
    `create function log_fence() returns trigger language plpgsql as $$ begin
       insert into fence_log (vault_id, holder, fence) values (new.id, new.lease_holder, new.fence_token);
       return null; end $$`,
    "create trigger log_delta after insert or update on vault_deltas for each row execute function log_delta()",
    `create trigger log_fence after update on vaults for each row
       when (new.lease_holder is distinct from old.lease_holder and new.lease_holder is not null) execute function log_fence()`,
  ]) {
    await db.sql.query(text);
  }
}

export async function readWrites({ db }: VaultsFixture, vaultId: string): Promise<LoggedWrite[]> {
  const rows = await db.sql.query("select * from delta_log where vault_id = $1 order by seq", [
    vaultId,
  ]);
  return rows.map((row) => moveRow.parse(row));
}

/** The token of each acquisition of a vault, in their order. */
export async function readFences({ db }: VaultsFixture, vaultId: string): Promise<number[]> {
  const rows = await db.sql.query("select fence from fence_log where vault_id = $1 order by seq", [
    vaultId,
  ]);
  return rows.map((row) => Number(row["fence"]));
}
