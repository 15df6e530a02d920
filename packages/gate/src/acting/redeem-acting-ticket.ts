import { CoordinationError, consumeChallenge } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { z } from "zod";
import type { GateDeps } from "../context.ts";
import { findKeyHash } from "../session-cache/key-store.ts";
import type { Credential } from "../session-cache/session-cache.ts";
import { findSessionToken } from "../session-cache/store.ts";
import { type ActingScope, actingPrincipal, actingRealm } from "./acting-ticket.ts";

const payloadSchema = z.union([
  z.object({ sessionId: z.string() }),
  z.object({ keyId: z.string() }),
]);
const form = /^[A-Za-z0-9_-]{20,64}$/;

/** Whether a text can be a ticket at all; nothing else is worth a question to the store. */
export function isActingTicket(text: string): boolean {
  return form.test(text);
}

/**
 * Uses a ticket up and answers the credential behind it; null when it was used, has expired, is for another scope, or
 * its session or key has ended. Of any number of tries with it one at most gets an answer.
 */
export async function redeemActingTicket(
  deps: Pick<GateDeps, "db">,
  input: ActingScope & { readonly ticket: string },
): Promise<Credential | null> {
  const { db } = deps;
  try {
    return await db.system("gate.redeem-acting-ticket", async (tx) => {
      const { payload } = await consumeChallenge(db.within(tx), {
        ...{ realm: actingRealm, principal: actingPrincipal(input) },
        challenge: input.ticket,
      });
      return await findCredential(tx, payloadSchema.parse(payload));
    });
  } catch (error) {
    if (error instanceof CoordinationError && error.code === "CHALLENGE_INVALID") return null;
    throw error;
  }
}

async function findCredential(
  tx: Tx,
  acting: z.infer<typeof payloadSchema>,
): Promise<Credential | null> {
  if ("keyId" in acting) {
    const keyHash = await findKeyHash(tx, acting.keyId);
    return keyHash === null ? null : { kind: "key", keyHash };
  }
  const token = await findSessionToken(tx, acting.sessionId);
  return token === null ? null : { kind: "session", token };
}
