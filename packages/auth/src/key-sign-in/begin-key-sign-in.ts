import { issueChallenge } from "@homeport/coordination";
import { createSqlPort } from "@homeport/db";
import { z } from "zod";
import { keyIdSchema } from "../operator/key-id.ts";
import { readOperatorKey } from "../operator/read-operator.ts";
import { type KeySignInDeps, operatorRealm } from "./deps.ts";
import { writeKeyMessage } from "./message.ts";

export const beginKeySignInInput = z.strictObject({ keyId: keyIdSchema });

const lifeMs = 300_000;

/**
 * The message that a key is to sign within five minutes. A key that nobody knows gets one of the same shape, of which
 * nothing is stored.
 */
export async function beginKeySignIn(
  deps: KeySignInDeps,
  { keyId }: z.infer<typeof beginKeySignInInput>,
): Promise<{ message: string; expiresAt: Date }> {
  const known = (await readOperatorKey(deps.db.orm, keyId)) !== null;
  const { challenge, expiresAtMs } = await issueChallenge(
    { sql: createSqlPort(deps.db, deps.db.sql), random: deps.random },
    { realm: operatorRealm, principal: keyId, payload: {}, known, lifeMs },
  );
  const expiresAt = new Date(expiresAtMs);
  const issuedAt = new Date(expiresAt.getTime() - lifeMs);
  const facts = { webUrl: deps.webUrl, keyId };
  return { message: writeKeyMessage(facts, challenge, { issuedAt, expiresAt }), expiresAt };
}
