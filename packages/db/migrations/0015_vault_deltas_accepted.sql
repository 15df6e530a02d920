-- no-transaction
-- All that a vault accepted, whatever became of it, in the order of acceptance: a page of it reads as many rows as it shows.

CREATE INDEX CONCURRENTLY IF NOT EXISTS "vault_deltas_accepted" ON "vault_deltas" USING btree ("vault_id","ack_seq");
