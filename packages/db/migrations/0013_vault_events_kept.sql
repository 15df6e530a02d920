-- no-transaction
-- How old events of vaults are found, once a day, without a look at all of them. The first of a vault is never deleted.

CREATE INDEX CONCURRENTLY IF NOT EXISTS "vault_events_kept" ON "vault_events" USING btree ("created_at") WHERE "seq" > 1;
