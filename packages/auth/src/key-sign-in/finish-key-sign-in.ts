import {
  CoordinationError,
  type CreatedKeySession,
  consumeChallenge,
  createKeySession,
} from "@homeport/coordination";
import type { RequestContext } from "@homeport/platform";
import { z } from "zod";
import { isSignedBy, keyIdSchema } from "../operator/key-id.ts";
import { lockLiveKey } from "../operator/store.ts";
import { type KeySignInDeps, operatorRealm } from "./deps.ts";
import { readKeyNonce } from "./message.ts";

const finishKeySignInInput = z.strictObject({
  keyId: keyIdSchema,
  message: z.string().max(1_000),
  signature: z.string().max(100),
});

/**
 * Signs an operator's key in for eight hours. The signature is checked before any store is asked; using the challenge up
 * and making the session are one transaction, so one challenge admits one session. Whatever is wrong is
 * CHALLENGE_INVALID, in the same words.
 */
export async function finishKeySignIn(
  deps: KeySignInDeps,
  ctx: Pick<RequestContext, "address" | "requestId">,
  input: unknown,
): Promise<CreatedKeySession> {
  const parsed = finishKeySignInInput.safeParse(input);
  if (!parsed.success) throw new CoordinationError("CHALLENGE_INVALID", { cause: parsed.error });
  const { keyId, message, signature } = parsed.data;
  const nonce = readKeyNonce(message, { webUrl: deps.webUrl, keyId });
  if (nonce === null || !isSignedBy(keyId, message, signature)) {
    throw new CoordinationError("CHALLENGE_INVALID");
  }
  const actor = { kind: "operator-key", keyId } as const;
  const act = { action: "operator.sign-in", target: { kind: "operator-key", id: keyId } };
  return await deps.db.write({ ...ctx, actor }, act, async (tx) => {
    if (!(await lockLiveKey(tx, keyId))) throw new CoordinationError("CHALLENGE_INVALID");
    const sql = deps.db.within(tx);
    await consumeChallenge(sql, { realm: operatorRealm, principal: keyId, challenge: nonce });
    const { address } = ctx;
    const session = { realm: operatorRealm, principal: keyId, subject: {}, address } as const;
    return await createKeySession(sql, deps.random, session);
  });
}
