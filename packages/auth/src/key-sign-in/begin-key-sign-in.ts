import { issueChallenge } from "@homeport/coordination";
import { createSqlPort } from "@homeport/db";
import { z } from "zod";
import type { KeySignInDeps } from "./deps.ts";
import { writeKeyMessage } from "./message.ts";
import type { KeyRealm } from "./realms.ts";

export function beginKeySignInInput({ keyId }: Pick<KeyRealm, "keyId">) {
  return z.strictObject({ keyId });
}

const lifeMs = 300_000;

/**
 * The message that a key is to sign within five minutes. A key that nobody knows gets one of the same shape, of which
 * nothing is stored.
 */
export async function beginKeySignIn(
  deps: KeySignInDeps,
  realm: KeyRealm,
  { keyId }: { readonly keyId: string },
): Promise<{ message: string; expiresAt: Date }> {
  const known = await realm.isKnown(keyId);
  const { challenge, expiresAtMs } = await issueChallenge(
    { sql: createSqlPort(deps.db, deps.db.sql), random: deps.random },
    { realm: realm.name, principal: keyId, payload: {}, known, lifeMs },
  );
  const expiresAt = new Date(expiresAtMs);
  const issuedAt = new Date(expiresAt.getTime() - lifeMs);
  const facts = { webUrl: deps.webUrl, keyId, realm: realm.name };
  return { message: writeKeyMessage(facts, challenge, { issuedAt, expiresAt }), expiresAt };
}
