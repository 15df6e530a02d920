import { issueChallenge } from "@homeport/coordination";
import { createSqlPort } from "@homeport/db";
import type { HostsDeps } from "../context.ts";
import { HostsError } from "../errors.ts";
import { readPublicKey } from "./proof.ts";

export const challengeRealm = "host";

/** Under whose name a key's challenges are kept. */
export function challengePrincipal(publicKey: Buffer): string {
  return `ed25519:${publicKey.toString("hex")}`;
}

/**
 * A one-time challenge of 300 s for the machine that holds this key (base64url). The caller is a stranger, so
 * the transport limits it by address.
 */
export async function issueHostChallenge(
  deps: Pick<HostsDeps, "db" | "random">,
  input: { publicKey: string },
): Promise<{ challenge: string; expiresAt: Date }> {
  const publicKey = readPublicKey(input.publicKey);
  if (publicKey === null) throw new HostsError("PROOF_INVALID");
  const { challenge, expiresAtMs } = await issueChallenge(
    { sql: createSqlPort(deps.db, deps.db.sql), random: deps.random },
    { realm: challengeRealm, principal: challengePrincipal(publicKey), payload: {} },
  );
  return { challenge, expiresAt: new Date(expiresAtMs) };
}
