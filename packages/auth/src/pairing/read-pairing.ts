import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "../session/acting-user.ts";
import { findPairing } from "./store.ts";

export interface PairingStatus {
  readonly state: "waiting" | "paired" | "expired";
  readonly expiresAt: Date;
  /** What came of it; null before, and once that session has ended. */
  readonly device: { readonly sessionId: string; readonly label: string | null } | null;
}

/** What became of a code of the acting person; PAIRING_NOT_FOUND for anybody else's, or a replaced one. */
export async function readPairing(
  ctx: Pick<AuthContext, "db" | "actor">,
  input: { readonly pairingId: string },
): Promise<PairingStatus> {
  const { userId } = actingUser(ctx);
  const pairing = await findPairing(ctx.db.orm, userId, input.pairingId);
  if (pairing === null) throw new AuthError("PAIRING_NOT_FOUND");
  const { expiresAt, live, usedAt, sessionId, label } = pairing;
  const unused = live ? "waiting" : "expired";
  return {
    state: usedAt === null ? unused : "paired",
    expiresAt,
    device: sessionId === null ? null : { sessionId, label },
  };
}
