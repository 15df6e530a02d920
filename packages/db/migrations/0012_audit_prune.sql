-- The audit log: rows of more than 400 days may go, in a transaction that names the instant up to which it has written
-- them out. Every other change stays refused.
-- replaces: no version but this one deletes a row of it

CREATE FUNCTION refuse_delete_of_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.at < nullif(current_setting('homeport.audit_written_out_before', true), '')::timestamptz
    AND OLD.at < clock_timestamp() - interval '400 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_immutable';
END $$;

CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_kept();

CREATE OR REPLACE TRIGGER audit_entries_immutable BEFORE UPDATE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
