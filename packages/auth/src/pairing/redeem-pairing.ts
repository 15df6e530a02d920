import { type Keys, newId, type RequestContext } from "@homeport/platform";
import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { describeUserAgent, iconOfUserAgent } from "../session/user-agent.ts";
import { digestPairingCode, hashQrToken } from "./code.ts";
import { findShown, insertDeviceSession, type Shown, takePairing } from "./store.ts";

export const redeemPairingInput = z.union([
  z.strictObject({ code: z.string().min(1).max(64) }),
  z.strictObject({ qrToken: z.string().min(1).max(64) }),
]);

export interface RedeemDeps extends Pick<AuthContext, "db"> {
  readonly keys: Keys;
}

/** The other device, as its request tells. */
export interface PairingDevice extends RequestContext {
  readonly userAgent: string | null;
}

export interface PairedDevice {
  readonly sessionId: string;
  /** Whose session it is. */
  readonly user: { readonly userId: string; readonly name: string; readonly email: string };
  /** Unsigned; it leaves in a cookie alone. */
  readonly token: string;
}

const deviceLifeMs = 180 * 24 * 60 * 60_000;
const maxUserAgentChars = 400;

/**
 * Signs a device in as the person whose code it shows, with the assurance of the session that made the code. A code
 * works once. Throws PAIRING_CODE_INVALID for a wrong, an expired and a used one alike.
 */
export async function redeemPairing(
  deps: RedeemDeps,
  device: PairingDevice,
  input: z.infer<typeof redeemPairingInput>,
): Promise<PairedDevice> {
  const shown = digestOf(deps.keys, input);
  const found = shown === null ? null : await findShown(deps.db.orm, shown);
  if (shown === null || found === null) throw new AuthError("PAIRING_CODE_INVALID");
  const { pairingId, ...user } = found;
  const sessionId = newId();
  const userAgent = device.userAgent?.slice(0, maxUserAgentChars) ?? null;
  const label = describeUserAgent(userAgent);
  const icon = iconOfUserAgent(userAgent);
  const ctx = { ...device, actor: { kind: "user", sessionId, ...user } } as const;
  const act = { action: "device.pair", target: { kind: "session", id: sessionId } };
  const token = await deps.db.write(ctx, { ...act, detail: { label } }, async (tx) => {
    const taken = await takePairing(tx, pairingId, shown);
    if (taken === null) throw new AuthError("PAIRING_CODE_INVALID");
    const { address } = device;
    const row = { sessionId, pairingId, userId: user.userId, ...taken, label, icon };
    return await insertDeviceSession(tx, { ...row, address, userAgent, lifeMs: deviceLifeMs });
  });
  return { sessionId, user, token };
}

function digestOf(keys: Keys, input: z.infer<typeof redeemPairingInput>): Shown | null {
  if ("code" in input) {
    const codeHash = digestPairingCode(keys, input.code);
    return codeHash === null ? null : { codeHash };
  }
  const qrHash = hashQrToken(input.qrToken);
  return qrHash === null ? null : { qrHash };
}
