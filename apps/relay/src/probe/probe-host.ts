import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { HostCredentials } from "@homeport/hosts";
import { constantTimeEqual, newId, newToken, type Random } from "@homeport/platform";
import { createTunnelRegistry, type TunnelRegistry } from "../tunnels/registry.ts";

/**
 * The host that a relay invents to ask itself. Its ids, key and token are made at the start of the process, live in its
 * memory alone, and open nothing but the echo of the agent in this very process.
 */
export interface ProbeHost {
  readonly hostId: string;
  readonly machineId: string;
  /** What the agent door checks its handshake against. */
  readonly credentials: HostCredentials;
  /** Names the probe at the path door. */
  readonly token: string;
  /** Its tunnel, apart from those that this relay holds for others. */
  readonly tunnels: TunnelRegistry;
  sign(message: Buffer): Uint8Array;
  /** Whether a program that asks for this host by this token is the probe. */
  admits(hostId: string, token: string | null): boolean;
}

export function createProbeHost(random: Random): ProbeHost {
  const pair = generateKeyPairSync("ed25519");
  const [hostId, machineId, token] = [newId(), newId(), newToken(random, 32)];
  return {
    ...{ hostId, machineId, token },
    tunnels: createTunnelRegistry(),
    credentials: {
      ...{ hostId, machineId, organizationId: "", machineName: "probe" },
      ...{ status: "active", mayPublish: false, createdByUserId: null },
      keys: [{ publicKey: rawKey(pair.publicKey), status: "active", leftMs: null }],
      formerKeys: [],
    },
    sign: (message) => sign(null, message, pair.privateKey),
    admits: (asked, sent) => asked === hostId && sent !== null && constantTimeEqual(sent, token),
  };
}

function rawKey(key: KeyObject): Buffer {
  return Buffer.from(String(key.export({ format: "jwk" }).x), "base64url");
}
