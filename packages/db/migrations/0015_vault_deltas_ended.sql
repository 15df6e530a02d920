-- no-transaction
-- Those of a vault that may be superseded or overtaken, by their nonce: whoever accepts a delta reads none of its history.

CREATE INDEX CONCURRENTLY IF NOT EXISTS "vault_deltas_ended" ON "vault_deltas" USING btree ("vault_id","nonce") WHERE "status" in ('retained', 'discarded');
