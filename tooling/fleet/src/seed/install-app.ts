import { createAppGate, type GateDeps } from "@homeport/gate";
import { installApp, listOperations, readAppState, readManifest, stopApp } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import type { Owner } from "./owner.ts";

/** An app that an agent runs itself. */
export interface InstalledApp {
  readonly appId: string;
  readonly name: string;
  /** Resolves when its row says so. */
  isSoon(status: string): Promise<void>;
  /** Stops it, and resolves when it is stopped. */
  stop(): Promise<void>;
  /** Starts that anybody asked for. */
  countStarts(): Promise<number>;
  /** How often its last access was written since it was asked for the first time. */
  countAccesses(): Promise<number>;
}

const deadlineMs = 20_000;

export interface AppToInstall {
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Another address of it, its record in DNS proven. */
  readonly hostname?: string;
}

/** Has an app installed as the console does, open to everybody; it is stopped once it is there. */
export async function installOnHost(
  { owner, gate }: { owner: Owner; gate: GateDeps },
  hostId: string,
  app: AppToInstall,
): Promise<InstalledApp> {
  const appId = newId();
  const { organizationId, userId, db } = owner;
  const { name } = app;
  const manifest = readManifest({ version: 1, name, title: name, ...app.manifest });
  const act = { action: "app.install", target: { kind: "app", id: appId }, organizationId };
  await db.write(owner, act, async (tx, after) => {
    const work = { tx, after };
    const made = { appId, organizationId, hostId, ownerUserId: userId, manifest };
    await installApp(owner, work, { ...made, isStarted: false });
    await createAppGate(gate, work, { appId, organizationId, label: name, level: "public" });
  });
  if (app.hostname !== undefined) await db.sql.query(addHostname, [appId, app.hostname]);

  async function isSoon(status: string): Promise<void> {
    const isSo = async () => (await readAppState(owner, { appId }))?.status === status;
    await waitFor(isSo, { deadlineMs, what: `${name} is ${status}` });
  }

  return {
    ...{ appId, name, isSoon },
    async stop() {
      await stopApp(owner, { appId });
      await isSoon("stopped");
    },
    async countStarts() {
      const { items } = await listOperations(owner, { appId, limit: 100 });
      return items.filter(({ kind }) => kind === "start").length;
    },
    async countAccesses() {
      const [row] = await db.sql.query(countWrites, [appId]);
      return Number(row?.["count"] ?? 0);
    },
  };
}

const addHostname = `INSERT INTO app_addresses (id, app_id, hostname, kind, verify_token, verified_at)
  VALUES ($1 || '-own', $1, $2, 'custom', repeat('v', 32), now())`;

const countWrites = `SELECT count(*)::int AS count FROM fleet_accesses WHERE app_id = $1`;

/** From now on every write of a last access leaves a row. */
export async function countAccessWrites({ db }: Pick<Owner, "db">): Promise<void> {
  for (const statement of [
    `CREATE TABLE IF NOT EXISTS fleet_accesses (app_id text)`,
    `CREATE OR REPLACE FUNCTION fleet_access() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN INSERT INTO fleet_accesses VALUES (new.id); RETURN new; END $$`,
    `CREATE OR REPLACE TRIGGER fleet_access AFTER UPDATE OF last_access_at ON apps
       FOR EACH ROW WHEN (old.last_access_at IS DISTINCT FROM new.last_access_at)
       EXECUTE FUNCTION fleet_access()`,
  ]) {
    await db.sql.query(statement);
  }
}
