import { openText, type SealDeps, sealText } from "@homeport/platform";
import { authenticatorSecrets } from "../sealed-columns.ts";

/** The secret of somebody's authenticator app as its row keeps it. */
export function sealSecret(deps: SealDeps, userId: string, secret: Uint8Array): string {
  const text = Buffer.from(secret).toString("base64url");
  return sealText(deps, { column: authenticatorSecrets, rowId: userId }, text);
}

/** Throws when no root secret that is known opens it. */
export function openSecret(keys: SealDeps["keys"], userId: string, sealed: string): Buffer {
  const text = openText(keys, { column: authenticatorSecrets, rowId: userId }, sealed);
  if (text === null) throw new Error("An authenticator's secret is sealed under another secret");
  return Buffer.from(text, "base64url");
}
