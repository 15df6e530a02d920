import { createExternalGate, type GateDeps, getAppGate, replaceRules } from "@homeport/gate";
import { createExternalAppRow } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { admitOwner } from "./admit-owner.ts";
import type { Owner } from "./owner.ts";

export interface ExternalApp {
  /** The console's answer to `/gate/start` for its owner: path and query of the callback. */
  admit(state: string, appsPort: number): Promise<string>;
}

const headers = { "X-Team": "{user.name}" };

/** What the console does when somebody adds an app behind a proxy, proves its hostname and opens `/public`. */
export async function addExternalApp(
  gate: GateDeps,
  owner: Owner,
  hostname: string,
): Promise<ExternalApp> {
  const appId = newId();
  const { organizationId, userId } = owner;
  const act = { action: "app.create", target: { kind: "app", id: appId }, organizationId };
  await owner.db.write(owner, act, async (tx, after) => {
    const work = { tx, after };
    const made = { appId, organizationId, hostname };
    await createExternalAppRow(owner, work, { ...made, ownerUserId: userId });
    await createExternalGate(gate, work, { ...made, level: "owner" });
  });
  const proven = `UPDATE app_addresses SET verified_at = now() WHERE app_id = $1`;
  await owner.db.sql.query(proven, [appId]);
  const permissions = new Set(["app.read", "gate.read", "gate.write"]);
  const ctx = { ...gate, ...owner, permissions };
  const { version } = await getAppGate(ctx, { appId });
  const root = { path: "/", match: "prefix", level: "owner", headers } as const;
  const open = { path: "/public", match: "prefix", level: "public" } as const;
  await replaceRules(ctx, { appId, version, rules: [root, open] });
  return { admit: (state, appsPort) => admitOwner(gate, { userId, state, appsPort }) };
}
