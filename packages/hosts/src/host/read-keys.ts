import type { HostsDeps } from "../context.ts";
import { type CredentialRow, findCredentials } from "./store.ts";

export interface HostKeyFact {
  publicKey: Buffer;
  status: "active" | "retiring";
  /** How long the key was still good when it was read, by the store's clock; null for one without an end. */
  leftMs: number | null;
}

/** What a relay checks a handshake against. */
export interface HostCredentials {
  hostId: string;
  organizationId: string;
  machineId: string;
  machineName: string;
  status: "active" | "revoked";
  mayPublish: boolean;
  /** Whoever enrolled the host; null when that person is gone. Owns the apps that the host declares. */
  createdByUserId: string | null;
  /** Live keys: active, or retiring and not past their end. Raw Ed25519 keys of 32 bytes. */
  keys: HostKeyFact[];
  /** The newest keys that are good no more: whoever still uses one is that machine, and is told so. */
  formerKeys: Buffer[];
}

const mostFormerKeys = 4;

/** The credentials of one host; null for an unknown one. */
export async function readHostKeys(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string },
): Promise<HostCredentials | null> {
  return fold(await findCredentials(deps.db.orm, [input.hostId]))[0] ?? null;
}

/** The credentials of up to 1,000 hosts in one query; unknown hosts are absent. */
export async function readManyHostKeys(
  deps: Pick<HostsDeps, "db">,
  input: { hostIds: readonly string[] },
): Promise<HostCredentials[]> {
  if (input.hostIds.length === 0) return [];
  return fold(await findCredentials(deps.db.orm, input.hostIds));
}

function fold(rows: readonly CredentialRow[]): HostCredentials[] {
  const byHost = new Map<string, HostCredentials>();
  for (const { publicKey, keyStatus, keyIsLive, keyLeftMs, ...host } of rows) {
    const credentials = byHost.get(host.hostId) ?? { ...host, keys: [], formerKeys: [] };
    const key = publicKey === null ? null : Buffer.from(publicKey);
    if (key !== null && keyIsLive && (keyStatus === "active" || keyStatus === "retiring")) {
      credentials.keys.push({ publicKey: key, status: keyStatus, leftMs: keyLeftMs });
    } else if (key !== null && credentials.formerKeys.length < mostFormerKeys) {
      credentials.formerKeys.push(key);
    }
    byHost.set(host.hostId, credentials);
  }
  return [...byHost.values()];
}
