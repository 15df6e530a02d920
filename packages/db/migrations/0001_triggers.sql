-- What drizzle's schema cannot say: rows that never change or go, and the change log that caches
-- depend on. A trigger, and not each verb, writes the change log: so a change made by SQL, or by a
-- process that dies right after its commit, is seen as well.

-- The audit log --------------------------------------------------------------------------------------

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_immutable';
END $$;

CREATE TRIGGER audit_entries_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Leases ---------------------------------------------------------------------------------------------

CREATE TRIGGER leases_immutable BEFORE DELETE OR TRUNCATE ON leases
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_falling_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The fence of % may not fall from % to %', OLD.name, OLD.fence_token, NEW.fence_token
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'leases_fence_rises';
END $$;

CREATE TRIGGER leases_fence_rises BEFORE UPDATE ON leases FOR EACH ROW
  WHEN (NEW.fence_token < OLD.fence_token OR NEW.name <> OLD.name)
  EXECUTE FUNCTION refuse_falling_fence();

-- The last owner of an organization ------------------------------------------------------------------

CREATE FUNCTION is_owner(role text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT 'owner' = ANY (string_to_array(replace(role, ' ', ''), ','))
$$;

-- The organization's row is locked first, so that two owners who remove each other at once meet there
-- and the second sees what the first has done. When the organization itself is gone, its members go too.
CREATE FUNCTION keep_last_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM organizations WHERE id = OLD.organization_id FOR NO KEY UPDATE;
  IF FOUND AND NOT EXISTS (
    SELECT 1 FROM members
    WHERE organization_id = OLD.organization_id AND id <> OLD.id AND is_owner(role)
  ) THEN
    RAISE EXCEPTION 'An organization keeps at least one owner'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'members_last_owner';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER members_last_owner_delete BEFORE DELETE ON members FOR EACH ROW
  WHEN (is_owner(OLD.role)) EXECUTE FUNCTION keep_last_owner();
CREATE TRIGGER members_last_owner_update BEFORE UPDATE ON members FOR EACH ROW
  WHEN (is_owner(OLD.role)
    AND (NOT is_owner(NEW.role) OR NEW.organization_id <> OLD.organization_id))
  EXECUTE FUNCTION keep_last_owner();

-- Identities -----------------------------------------------------------------------------------------

CREATE FUNCTION keep_default_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM organizations WHERE id = OLD.organization_id) THEN
    RAISE EXCEPTION 'The default identity of an organization cannot be deleted'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'identities_keep_default';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER identities_keep_default BEFORE DELETE ON identities FOR EACH ROW
  WHEN (OLD.is_default) EXECUTE FUNCTION keep_default_identity();

-- Gates: the root rule and the version ----------------------------------------------------------------

-- At commit, so that rules may be replaced as a whole inside one transaction.
CREATE FUNCTION keep_root_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM apps WHERE id = OLD.app_id) AND NOT EXISTS (
    SELECT 1 FROM access_rules WHERE app_id = OLD.app_id AND match = 'prefix' AND path = '/'
  ) THEN
    RAISE EXCEPTION 'Every app keeps the rule prefix /'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'access_rules_root';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER access_rules_root AFTER DELETE OR UPDATE ON access_rules
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.path = '/' AND OLD.match = 'prefix') EXECUTE FUNCTION keep_root_rule();

-- Whoever changes a gate, by a verb that sets the version or by plain SQL, raises it by exactly one.
CREATE FUNCTION raise_gate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version = OLD.version + 1;
  RETURN NEW;
END $$;

CREATE TRIGGER app_gates_version BEFORE UPDATE ON app_gates FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION raise_gate_version();

-- A row that this transaction has already written carries its id in xmin: so however many statements
-- replace the rules and addresses of an app, its version rises once.
CREATE FUNCTION raise_versions_of_changed_apps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE app_gates SET version = version + 1
  WHERE app_id IN (SELECT app_id FROM changed)
    AND xmin::text::bigint <> (pg_current_xact_id()::text::bigint & 4294967295);
  RETURN NULL;
END $$;

CREATE TRIGGER access_rules_version_insert AFTER INSERT ON access_rules
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_versions_of_changed_apps();
CREATE TRIGGER access_rules_version_update AFTER UPDATE ON access_rules
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_versions_of_changed_apps();
CREATE TRIGGER access_rules_version_delete AFTER DELETE ON access_rules
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_versions_of_changed_apps();
CREATE TRIGGER app_addresses_version_insert AFTER INSERT ON app_addresses
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_versions_of_changed_apps();
CREATE TRIGGER app_addresses_version_update AFTER UPDATE ON app_addresses
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_versions_of_changed_apps();
CREATE TRIGGER app_addresses_version_delete AFTER DELETE ON app_addresses
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_versions_of_changed_apps();

-- The change log -------------------------------------------------------------------------------------

-- TG_ARGV: topic, key column. Writes one row for each distinct key in the transition table `changed`.
CREATE FUNCTION note_changed_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'INSERT INTO changes (topic, key) SELECT DISTINCT %L, %I FROM changed WHERE %I IS NOT NULL',
    TG_ARGV[0], TG_ARGV[1], TG_ARGV[1]);
  RETURN NULL;
END $$;

-- The same for an update, where the key itself may have changed: both are noted.
CREATE FUNCTION note_updated_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'INSERT INTO changes (topic, key)
       SELECT %L, %I FROM before WHERE %I IS NOT NULL
       UNION SELECT %L, %I FROM changed WHERE %I IS NOT NULL',
    TG_ARGV[0], TG_ARGV[1], TG_ARGV[1], TG_ARGV[0], TG_ARGV[1], TG_ARGV[1]);
  RETURN NULL;
END $$;

-- Every change of these tables counts, whichever column it touches.

CREATE TRIGGER users_changes_insert AFTER INSERT ON users REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('user', 'id');
CREATE TRIGGER users_changes_update AFTER UPDATE ON users
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('user', 'id');
CREATE TRIGGER users_changes_delete AFTER DELETE ON users REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('user', 'id');

CREATE TRIGGER members_changes_insert AFTER INSERT ON members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('member', 'user_id');
CREATE TRIGGER members_changes_update AFTER UPDATE ON members
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('member', 'user_id');
CREATE TRIGGER members_changes_delete AFTER DELETE ON members REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('member', 'user_id');

CREATE TRIGGER identities_changes_insert AFTER INSERT ON identities
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('identity', 'organization_id');
CREATE TRIGGER identities_changes_update AFTER UPDATE ON identities
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('identity', 'organization_id');
CREATE TRIGGER identities_changes_delete AFTER DELETE ON identities
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('identity', 'organization_id');

CREATE TRIGGER app_gates_changes_insert AFTER INSERT ON app_gates REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');
CREATE TRIGGER app_gates_changes_update AFTER UPDATE ON app_gates
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('app.gate', 'app_id');
CREATE TRIGGER app_gates_changes_delete AFTER DELETE ON app_gates REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');

CREATE TRIGGER app_addresses_changes_insert AFTER INSERT ON app_addresses
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');
CREATE TRIGGER app_addresses_changes_update AFTER UPDATE ON app_addresses
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('app.gate', 'app_id');
CREATE TRIGGER app_addresses_changes_delete AFTER DELETE ON app_addresses
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');

CREATE TRIGGER access_rules_changes_insert AFTER INSERT ON access_rules
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');
CREATE TRIGGER access_rules_changes_update AFTER UPDATE ON access_rules
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('app.gate', 'app_id');
CREATE TRIGGER access_rules_changes_delete AFTER DELETE ON access_rules
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');

CREATE TRIGGER app_deliveries_changes_insert AFTER INSERT ON app_deliveries
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');
CREATE TRIGGER app_deliveries_changes_update AFTER UPDATE ON app_deliveries
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('app.gate', 'app_id');
CREATE TRIGGER app_deliveries_changes_delete AFTER DELETE ON app_deliveries
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'app_id');

CREATE TRIGGER hosts_changes_insert AFTER INSERT ON hosts REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('host', 'id');
CREATE TRIGGER hosts_changes_update AFTER UPDATE ON hosts
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('host', 'id');
CREATE TRIGGER hosts_changes_delete AFTER DELETE ON hosts REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('host', 'id');

CREATE TRIGGER host_keys_changes_insert AFTER INSERT ON host_keys REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('host', 'host_id');
CREATE TRIGGER host_keys_changes_update AFTER UPDATE ON host_keys
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_rows('host', 'host_id');
CREATE TRIGGER host_keys_changes_delete AFTER DELETE ON host_keys REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('host', 'host_id');

-- Sessions are touched all the time: only what ends or shortens one counts. A new session is known to
-- nobody, so its insert says nothing. The key of topic `session` is the id of a session, or of the
-- app session that ended.

CREATE TRIGGER sessions_changes_delete AFTER DELETE ON sessions REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('session', 'id');

CREATE FUNCTION note_shortened_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (topic, key)
  SELECT 'session', changed.id FROM changed JOIN before USING (id)
  WHERE changed.user_id <> before.user_id OR changed.expires_at < before.expires_at
    OR changed.token <> before.token;
  RETURN NULL;
END $$;

CREATE TRIGGER sessions_changes_update AFTER UPDATE ON sessions
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_shortened_sessions();

CREATE TRIGGER app_sessions_changes_delete AFTER DELETE ON app_sessions
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('session', 'id');

-- An organization's name and slug reach its apps' headers and its members' principals.

CREATE FUNCTION note_changed_organizations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (topic, key)
  SELECT 'member', user_id FROM members WHERE organization_id IN (SELECT id FROM changed)
  UNION SELECT 'app.gate', app_id FROM app_gates
  WHERE organization_id IN (SELECT id FROM changed)
  UNION SELECT 'identity', id FROM changed;
  RETURN NULL;
END $$;

CREATE TRIGGER organizations_changes_insert AFTER INSERT ON organizations
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_organizations();
CREATE TRIGGER organizations_changes_update AFTER UPDATE ON organizations
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_organizations();
CREATE TRIGGER organizations_changes_delete AFTER DELETE ON organizations
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_organizations();

-- Apps: the topic follows from the columns. Last access says nothing, since it is written all the time.

CREATE TRIGGER apps_changes_insert AFTER INSERT ON apps REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'id');
CREATE TRIGGER apps_changes_delete AFTER DELETE ON apps REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('app.gate', 'id');

CREATE FUNCTION note_updated_apps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (topic, key)
  SELECT topic, changed.id
  FROM changed JOIN before USING (id)
  CROSS JOIN LATERAL (VALUES
    ('app.gate',
      (changed.organization_id, changed.host_id, changed.owner_user_id, changed.name,
        changed.title, changed.icon, changed.runtime)
      IS DISTINCT FROM
      (before.organization_id, before.host_id, before.owner_user_id, before.name,
        before.title, before.icon, before.runtime)),
    ('app.status',
      (changed.status, changed.status_code, changed.status_detail, changed.reported_generation)
      IS DISTINCT FROM
      (before.status, before.status_code, before.status_detail, before.reported_generation)),
    ('app.desired',
      (changed.desired, changed.generation, changed.manifest, changed.start_requested_at,
        changed.idle_stop_ms, changed.always_on)
      IS DISTINCT FROM
      (before.desired, before.generation, before.manifest, before.start_requested_at,
        before.idle_stop_ms, before.always_on))
  ) AS noted (topic, differs)
  WHERE differs;
  RETURN NULL;
END $$;

CREATE TRIGGER apps_changes_update AFTER UPDATE ON apps
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_apps();

-- A replica that is asked to drain.

CREATE FUNCTION note_asked_replicas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (topic, key)
  SELECT 'replica', changed.id FROM changed JOIN before USING (id)
  WHERE changed.drain_asked_at IS DISTINCT FROM before.drain_asked_at;
  RETURN NULL;
END $$;

CREATE TRIGGER replicas_changes_update AFTER UPDATE ON replicas
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_asked_replicas();
