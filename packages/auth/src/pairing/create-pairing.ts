import { type Keys, newId, type Random } from "@homeport/platform";
import type { AuthContext } from "../context.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireGrantor } from "../step-up/require-grantor.ts";
import { digestPairingCode, hashQrToken, makePairingCode, makeQrToken } from "./code.ts";
import { putPairing } from "./store.ts";

/** How long a code may be used. */
export const pairingLifeMs = 10 * 60_000;

export interface PairingContext extends AuthContext {
  readonly keys: Keys;
  readonly random: Random;
}

/** A code as it is shown, once: only digests are kept. */
export interface NewPairingCode {
  readonly pairingId: string;
  /** XXXX-XXXX. */
  readonly code: string;
  /** 22 characters, for the fragment of a link. */
  readonly qrToken: string;
  readonly expiresAt: Date;
}

/**
 * Makes a code by which one other device is signed in as the acting person, for ten minutes. It takes the place of
 * one that they have made and not used. Throws STEP_UP_REQUIRED.
 */
export async function createPairing(ctx: PairingContext): Promise<NewPairingCode> {
  await requireGrantor(ctx);
  const { userId, sessionId } = actingUser(ctx);
  const pairingId = newId();
  const code = makePairingCode(ctx.random);
  const qrToken = makeQrToken(ctx.random);
  const codeHash = digestPairingCode(ctx.keys, code);
  const qrHash = hashQrToken(qrToken);
  if (codeHash === null || qrHash === null) throw new Error("A code just made cannot be read");
  const act = { action: "device.invite", target: { kind: "pairing-code", id: pairingId } };
  const row = { id: pairingId, userId, createdBySessionId: sessionId, codeHash, qrHash };
  const { expiresAt } = await ctx.db.write(ctx, act, (tx) =>
    putPairing(tx, { ...row, lifeMs: pairingLifeMs }),
  );
  return { pairingId, code, qrToken, expiresAt };
}
