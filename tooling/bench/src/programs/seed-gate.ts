import { schema } from "@homeport/db";
import { createDefaultIdentity, mintAppCookie } from "@homeport/gate";
import { newId, newToken } from "@homeport/platform";
import type { Stores } from "./open-stores.ts";

export const appsUrl = new URL("http://localhost:8080");
export const webUrl = new URL("http://localhost:3000");

/** An organization with its owner, signed in, and apps of ten rules each. */
export interface SeededGate {
  readonly appId: string;
  readonly hostname: string;
  /** A new cookie of the owner for the first app, as a browser would send it. */
  addCookies(count: number): Promise<readonly string[]>;
}

const rulesAnApp = 10;
const sessionLifeMs = 7 * 24 * 3_600_000;

export async function seedGate(stores: Stores, apps: number): Promise<SeededGate> {
  const { db, keys, random } = stores;
  const [organizationId, userId, sessionId, machineId, hostId] = Array.from({ length: 5 }, () =>
    newId(),
  ) as [string, string, string, string, string];
  const email = `${userId}@example.org`;
  await db.orm.insert(schema.users).values({ id: userId, name: "Ada", email });
  const home = { id: organizationId, name: "Home", slug: organizationId };
  await db.orm.insert(schema.organizations).values(home);
  await db.orm
    .insert(schema.members)
    .values({ id: newId(), organizationId, userId, role: "owner" });
  await db.system("bench.identity", (tx, after) =>
    createDefaultIdentity(stores, { tx, after }, { organizationId, name: "Ada", email }),
  );
  const expiresAt = new Date(stores.clock.nowMs() + sessionLifeMs);
  await db.orm
    .insert(schema.sessions)
    .values({ id: sessionId, token: newToken(), userId, expiresAt });
  await db.orm.insert(schema.machines).values({ id: machineId, name: "box" });
  await db.orm.insert(schema.hosts).values({ id: hostId, organizationId, machineId });
  await insertApps(stores, { organizationId, hostId, apps });
  const appId = `${organizationId}-1`;
  return {
    appId,
    hostname: `${appId}.localhost`,
    async addCookies(count) {
      const cookies = Array.from({ length: count }, () => mintAppCookie(keys, appId, random));
      for (let at = 0; at < count; at += 1_000) {
        await db.orm
          .insert(schema.appSessions)
          .values(
            cookies
              .slice(at, at + 1_000)
              .map(({ tokenHash }) => ({ id: newId(), appId, sessionId, tokenHash, expiresAt })),
          );
      }
      return cookies.map(({ value }) => `homeport_app=${value}`);
    },
  };
}

/** Written as the verbs leave them, which would take a minute for hundreds. */
async function insertApps(
  { db }: Stores,
  { organizationId, hostId, apps }: { organizationId: string; hostId: string; apps: number },
): Promise<void> {
  const ids = "select $1 || '-' || n as id from generate_series(1, $2::int) n";
  await db.sql.query(
    `insert into apps (id, organization_id, host_id, name, title)
     select id, $1, $3, id, id from (${ids}) a`,
    [organizationId, apps, hostId],
  );
  const inserts = [
    "insert into app_gates (app_id, organization_id) select id, $1 from (IDS) a",
    `insert into app_addresses (id, app_id, hostname, kind, is_primary, verified_at)
     select id, id, id || '.localhost', 'label', true, now() from (IDS) a`,
    `insert into access_rules (id, app_id, path, match, level)
     select a.id || '-' || r, a.id, case r when 1 then '/' else '/part-' || r end, 'prefix', 'members'
     from (IDS) a, generate_series(1, ${rulesAnApp}) r`,
  ];
  for (const insert of inserts) {
    await db.sql.query(insert.replace("IDS", ids), [organizationId, apps]);
  }
}
