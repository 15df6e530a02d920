import { newId, sha256 } from "@homeport/platform";
import type { GateDeps } from "../context.ts";
import { mintAppCookie } from "../session-cache/app-cookie.ts";
import { nonceHash } from "./pre-cookie.ts";
import { insertAppSession, takeTicket } from "./store.ts";

/** App cookies outlive every session; the session behind one ends it. */
export const appCookieLifeS = 34_560_000;
const appSessionsPerSession = 5;

export interface TicketRedemption {
  readonly appId: string;
  readonly hostname: string;
  /** `<id>.<secret>` as the callback received it. */
  readonly ticket: string;
  /** Nonces of the browser that comes back. */
  readonly nonces: readonly string[];
}

/**
 * Turns a ticket into an app session, in one transaction; null when it was used, has expired, or is not this
 * host's and this browser's.
 */
export async function redeemTicket(
  deps: Pick<GateDeps, "db" | "keys" | "random">,
  input: TicketRedemption,
): Promise<{ readonly cookie: string; readonly path: string } | null> {
  if (input.nonces.length === 0) return null;
  const [id, secret, rest] = input.ticket.split(".");
  if (id === undefined || secret === undefined || rest !== undefined) return null;
  if (!/^[0-9a-f-]{36}$/.test(id) || !/^[A-Za-z0-9_-]{43}$/.test(secret)) return null;
  const minted = mintAppCookie(deps.keys, input.appId, deps.random);
  return await deps.db.system("gate.redeem-ticket", async (tx) => {
    const taken = await takeTicket(tx, {
      id,
      secretHash: sha256(secret),
      appId: input.appId,
      hostname: input.hostname,
      nonceHashes: input.nonces.map(nonceHash),
    });
    if (taken === null) return null;
    const made = await insertAppSession(
      tx,
      {
        id: newId(),
        appId: input.appId,
        sessionId: taken.sessionId,
        tokenHash: minted.tokenHash,
        lifeMs: appCookieLifeS * 1000,
      },
      appSessionsPerSession,
    );
    return made ? { cookie: minted.value, path: taken.path } : null;
  });
}
