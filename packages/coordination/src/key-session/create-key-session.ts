import { newToken, type Random, sha256 } from "@homeport/platform";
import type { SqlRunner } from "../sql-port.ts";
import { insertKeySession } from "./store.ts";

/** Who signs in by key. A token of one realm is unknown in the other. */
export type KeySessionRealm = "operator" | "signer";

export interface CreatedKeySession {
  /** 32 random bytes, base64url; only their SHA-256 is stored. */
  readonly token: string;
  readonly expiresAtMs: number;
}

const lifeMs = 8 * 3_600_000;

/** Makes a session of 8 h, in the transaction that consumed its challenge. Permissions are not part of it. */
export async function createKeySession(
  tx: SqlRunner,
  random: Random,
  input: { realm: KeySessionRealm; principal: string; subject: unknown; address: string | null },
): Promise<CreatedKeySession> {
  const token = newToken(random);
  const stored = await insertKeySession(tx, { ...input, digest: sha256(token), lifeMs });
  return { token, ...stored };
}
