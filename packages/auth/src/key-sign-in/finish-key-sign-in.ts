import {
  CoordinationError,
  type CreatedKeySession,
  consumeChallenge,
  createKeySession,
} from "@homeport/coordination";
import type { RequestContext } from "@homeport/platform";
import { z } from "zod";
import type { KeySignInDeps } from "./deps.ts";
import { readKeyNonce } from "./message.ts";
import type { KeyRealm } from "./realms.ts";

export function finishKeySignInInput({ keyId }: Pick<KeyRealm, "keyId">) {
  return z.strictObject({
    keyId,
    message: z.string().max(1_000),
    signature: z.string().max(140),
  });
}

/**
 * Signs a key in for eight hours. The signature is checked before any store is asked; using the challenge up
 * and making the session are one transaction, so one challenge admits one session. Whatever is wrong is
 * CHALLENGE_INVALID, in the same words, and stands in the record: for a key that somebody knows as for any other, so
 * that neither answer nor cost tells them apart. What names no key at all is a refusal of nobody's.
 */
export async function finishKeySignIn(
  deps: KeySignInDeps,
  realm: KeyRealm,
  ctx: Pick<RequestContext, "address" | "requestId">,
  input: unknown,
): Promise<CreatedKeySession> {
  const parsed = finishKeySignInInput(realm).safeParse(input);
  if (!parsed.success) throw new CoordinationError("CHALLENGE_INVALID", { cause: parsed.error });
  try {
    return await admit(deps, realm, ctx, parsed.data);
  } catch (error) {
    if (error instanceof CoordinationError && error.code === "CHALLENGE_INVALID") {
      await deps.db.audit(
        { ...ctx, actor: { kind: "anonymous" } },
        {
          action: `${realm.name}.sign-in-failed`,
          target: targetOf(realm, parsed.data.keyId),
          ...{ outcome: "denied", errorCode: error.code },
        },
      );
    }
    throw error;
  }
}

async function admit(
  deps: KeySignInDeps,
  realm: KeyRealm,
  ctx: Pick<RequestContext, "address" | "requestId">,
  { keyId, message, signature }: z.infer<ReturnType<typeof finishKeySignInInput>>,
): Promise<CreatedKeySession> {
  const nonce = readKeyNonce(message, { webUrl: deps.webUrl, keyId, realm: realm.name });
  if (nonce === null || !realm.isSignedBy(keyId, message, signature)) {
    throw new CoordinationError("CHALLENGE_INVALID");
  }
  const actor = realm.actorOf(keyId);
  const act = { action: `${realm.name}.sign-in`, target: targetOf(realm, keyId) };
  return await deps.db.write({ ...ctx, actor }, act, async (tx) => {
    if (!(await realm.lockKnown(tx, keyId))) throw new CoordinationError("CHALLENGE_INVALID");
    const sql = deps.db.within(tx);
    await consumeChallenge(sql, { realm: realm.name, principal: keyId, challenge: nonce });
    const { address } = ctx;
    const session = { realm: realm.name, principal: keyId, subject: {}, address };
    return await createKeySession(sql, deps.random, session);
  });
}

/** What the record of a sign-in or sign-out is about. */
export function targetOf({ name }: Pick<KeyRealm, "name">, keyId: string) {
  return { kind: name === "operator" ? "operator-key" : name, id: keyId };
}
