import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { migratedDatabase, plainSql } from "../../test/fixture.ts";

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let sql: ReturnType<typeof plainSql>;

beforeAll(async () => {
  database = await migratedDatabase();
  sql = plainSql(database.url);
});

afterAll(async () => {
  await sql.end();
  await database[Symbol.asyncDispose]();
});

/** Two users who own one organization, with a host and an app that has a gate and its root rule. */
beforeEach(async () => {
  await sql.unsafe(`
    DELETE FROM apps; DELETE FROM hosts; DELETE FROM machines;
    DELETE FROM organizations; DELETE FROM users;
    INSERT INTO users (id, name, email) VALUES ('ada', 'Ada', 'ada@example.org'), ('bob', 'Bob', 'bob@example.org');
    INSERT INTO organizations (id, name, slug) VALUES ('home', 'Home', 'home');
    INSERT INTO members (id, organization_id, user_id, role)
      VALUES ('m-ada', 'home', 'ada', 'owner'), ('m-bob', 'home', 'bob', 'admin, owner');
    INSERT INTO identities (id, organization_id, name, public_key, private_key_encrypted, fingerprint, is_default)
      VALUES ('i1', 'home', 'Home', decode(repeat('00', 32), 'hex'), '', 'f1', true),
        ('i2', 'home', 'Other', decode(repeat('01', 32), 'hex'), '', 'f2', false);
    INSERT INTO machines (id, name) VALUES ('m1', 'attic');
    INSERT INTO hosts (id, organization_id, machine_id) VALUES ('h1', 'home', 'm1');
    INSERT INTO apps (id, organization_id, host_id, name, title) VALUES ('a1', 'home', 'h1', 'notes', 'Notes');
    INSERT INTO app_gates (app_id, organization_id) VALUES ('a1', 'home');
    INSERT INTO app_deliveries (app_id) VALUES ('a1');
    INSERT INTO app_addresses (id, app_id, hostname, kind) VALUES ('ad1', 'a1', 'notes.example.org', 'label');
    INSERT INTO access_rules (id, app_id, path, match, level) VALUES ('r1', 'a1', '/', 'prefix', 'members');
    INSERT INTO sessions (id, token, user_id, expires_at) VALUES ('s1', 't1', 'ada', now() + interval '1 day');
    INSERT INTO app_sessions (id, app_id, session_id, token_hash, expires_at)
      VALUES ('as1', 'a1', 's1', decode(repeat('00', 32), 'hex'), now() + interval '1 day');
    INSERT INTO api_keys (id, organization_id, user_id, name, prefix, secret_hash, scopes)
      VALUES ('k1', 'home', 'ada', 'backup', 'hpk_abc', decode(repeat('00', 32), 'hex'), '{}');
    INSERT INTO share_links (id, app_id, organization_id, created_by, label, secret_hash, expires_at)
      VALUES ('l1', 'a1', 'home', 'ada', 'guests', decode(repeat('00', 32), 'hex'), now() + interval '1 day');
    INSERT INTO replicas (id, app, version, hostname, pid, state, capacity, pool_max)
      VALUES ('w1', 'web', '0', 'attic', 1, 'ready', 1, 20) ON CONFLICT DO NOTHING;
    TRUNCATE changes;
  `);
});

async function changesAfter(statement: string): Promise<string[]> {
  await sql.unsafe(statement);
  const rows = await sql<{ change: string }[]>`
    SELECT DISTINCT topic || ' ' || key AS change FROM changes ORDER BY 1`;
  return rows.map((row) => row.change);
}

test.each([
  ["a session that is deleted", "DELETE FROM sessions", ["session as1", "session s1"]],
  ["a session that is shortened", "UPDATE sessions SET expires_at = now()", ["session s1"]],
  ["a session that changes hands", "UPDATE sessions SET user_id = 'bob'", ["session s1"]],
  [
    "a session that is prolonged, not at all",
    "UPDATE sessions SET expires_at = now() + interval '2 days', last_seen_at = now()",
    [],
  ],
  [
    "a session that is made, not at all",
    "INSERT INTO sessions (id, token, user_id, expires_at) VALUES ('s2', 't2', 'ada', now())",
    [],
  ],
  ["an app session that is deleted", "DELETE FROM app_sessions", ["session as1"]],
  ["a user that changes", "UPDATE users SET name = 'A.' WHERE id = 'ada'", ["user ada"]],
  [
    "a user that is made",
    "INSERT INTO users (id, name, email) VALUES ('cy', 'Cy', 'c@example.org')",
    ["user cy"],
  ],
  [
    "a membership that changes",
    "UPDATE members SET role = 'member' WHERE user_id = 'bob'",
    ["member bob"],
  ],
  ["a membership that ends", "DELETE FROM members WHERE user_id = 'bob'", ["member bob"]],
  [
    "an organization that is renamed",
    "UPDATE organizations SET slug = 'house'",
    ["app.gate a1", "identity home", "member ada", "member bob"],
  ],
  ["an identity that changes", "UPDATE identities SET name = 'House'", ["identity home"]],
  ["a gate that changes", "UPDATE app_gates SET pass_preflight = true", ["app.gate a1"]],
  [
    "an address that is added",
    "INSERT INTO app_addresses (id, app_id, hostname, kind) VALUES ('ad2', 'a1', 'n.example.org', 'label')",
    ["app.gate a1"],
  ],
  [
    "a rule that is added",
    "INSERT INTO access_rules (id, app_id, path, match, level) VALUES ('r2', 'a1', '/open', 'prefix', 'public')",
    ["app.gate a1"],
  ],
  ["a delivery that changes", "UPDATE app_deliveries SET maintenance = true", ["app.gate a1"]],
  ["an app that is renamed", "UPDATE apps SET title = 'N'", ["app.gate a1"]],
  ["an app's status", "UPDATE apps SET status = 'running'", ["app.status a1"]],
  [
    "an app's desired state",
    "UPDATE apps SET desired = 'stopped', generation = 1",
    ["app.desired a1"],
  ],
  [
    "an app's last access, not at all",
    "UPDATE apps SET last_access_at = now(), updated_at = now()",
    [],
  ],
  ["a key that is revoked", "UPDATE api_keys SET revoked_at = now()", ["key k1"]],
  ["a key whose scope changes", `UPDATE api_keys SET scopes = '{"api":true}'`, ["key k1"]],
  ["a key that is deleted", "DELETE FROM api_keys", ["key k1"]],
  ["a key that is used, not at all", "UPDATE api_keys SET last_used_at = now()", []],
  ["a link that is revoked", "UPDATE share_links SET revoked_at = now()", ["link l1"]],
  ["a link that ends earlier", "UPDATE share_links SET expires_at = now()", ["link l1"]],
  ["a link that is deleted", "DELETE FROM share_links", ["link l1"]],
  ["a link that is used, not at all", "UPDATE share_links SET uses = 1", []],
  ["a host that is revoked", "UPDATE hosts SET status = 'revoked'", ["host h1"]],
  [
    "a host key that is added",
    "INSERT INTO host_keys (id, host_id, public_key) VALUES ('k1', 'h1', decode(repeat('00', 32), 'hex'))",
    ["host h1"],
  ],
  [
    "a replica that is asked to drain",
    "UPDATE replicas SET drain_asked_at = now()",
    ["replica w1"],
  ],
  ["a replica's beat, not at all", "UPDATE replicas SET seen_at = now()", []],
])("the change log names %s", async (_what, statement, expected) => {
  expect(await changesAfter(statement)).toEqual(expected);
});

test("an app that is deleted names its gate, and the session of each visitor", async () => {
  expect(await changesAfter("DELETE FROM apps")).toEqual(["app.gate a1", "link l1", "session as1"]);
});

test("a change that is rolled back is not in the change log", async () => {
  expect(await changesAfter("BEGIN; UPDATE apps SET title = 'N'; ROLLBACK")).toEqual([]);
});

test("one transaction raises the version of a gate once, however many rules it replaces", async () => {
  await sql.unsafe(`
    BEGIN;
    DELETE FROM access_rules;
    INSERT INTO access_rules (id, app_id, path, match, level) VALUES
      ('n1', 'a1', '/', 'prefix', 'owner'), ('n2', 'a1', '/open', 'prefix', 'public');
    UPDATE app_addresses SET is_primary = true;
    COMMIT;
    UPDATE app_gates SET pass_preflight = true;
  `);
  expect(await sql`SELECT version::int FROM app_gates`).toEqual([{ version: 3 }]);
});

test.each([
  ["the root rule of an app", "DELETE FROM access_rules", "access_rules_root"],
  [
    "the default identity of an organization",
    "DELETE FROM identities WHERE id = 'i1'",
    "identities_keep_default",
  ],
  ["both owners of an organization in one statement", "DELETE FROM members", "members_last_owner"],
  ["a lease", "INSERT INTO leases (name) VALUES ('l'); DELETE FROM leases", "leases_immutable"],
  ["every lease at once", "TRUNCATE leases", "leases_immutable"],
])("Postgres refuses to delete %s", async (_what, statement, constraint) => {
  await expect(sql.unsafe(statement)).rejects.toMatchObject({ constraint_name: constraint });
});

test("Postgres refuses to demote the last owner, and lets one of two go", async () => {
  await sql`UPDATE members SET role = 'member' WHERE user_id = 'ada'`;
  await expect(sql`UPDATE members SET role = 'admin' WHERE user_id = 'bob'`).rejects.toMatchObject({
    constraint_name: "members_last_owner",
  });
});

test("Postgres refuses a wallet that belongs to somebody else, on whichever chain and however it is spelled", async () => {
  await sql`INSERT INTO wallet_addresses (id, user_id, address, chain_id)
    VALUES ('w1', 'ada', '0xAbC', 1), ('w2', 'ada', '0xAbC', 10)`;
  await expect(
    sql`INSERT INTO wallet_addresses (id, user_id, address, chain_id) VALUES ('w3', 'bob', '0xabc', 137)`,
  ).rejects.toMatchObject({ constraint_name: "wallet_addresses_one_person" });
});

test.each([
  ["young", "2100-01-01", "now() - interval '399 days'"],
  ["younger than what was written out", "2020-01-01", "'2020-01-02'"],
  ["that nobody has written out", "", "'2020-01-01'"],
])("Postgres refuses to delete a row of the audit log that is %s", async (_, before, at) => {
  const outcome = sql.begin(async (tx) => {
    await tx.unsafe(`INSERT INTO audit_entries (id, at, actor_kind, action, target_kind, target_id, outcome)
      VALUES ('one', ${at}, 'system', 'a', 'k', 'i', 'success')`);
    await tx`SELECT set_config('homeport.audit_written_out_before', ${before}, true)`;
    await tx`DELETE FROM audit_entries WHERE id = 'one'`;
  });
  await expect(outcome).rejects.toMatchObject({ constraint_name: "audit_entries_immutable" });
});

test("Postgres refuses a fence that falls", async () => {
  await sql`INSERT INTO leases (name, fence_token) VALUES ('fence', 5)`;
  await expect(sql`UPDATE leases SET fence_token = 4 WHERE name = 'fence'`).rejects.toMatchObject({
    constraint_name: "leases_fence_rises",
  });
});

test.each([
  "UPDATE audit_entries SET action = 'x'",
  "DELETE FROM audit_entries",
  "TRUNCATE audit_entries",
])("Postgres refuses %s", async (statement) => {
  await sql`INSERT INTO audit_entries (id, actor_kind, action, target_kind, target_id, outcome)
      VALUES (gen_random_uuid(), 'system', 'a', 'k', 'i', 'success')`;
  await expect(sql.unsafe(statement)).rejects.toMatchObject({
    constraint_name: "audit_entries_immutable",
  });
});
