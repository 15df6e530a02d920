import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { type Keys, type Random, sha256 } from "@homeport/platform";

const cookieKeys = new WeakMap<Keys, KeyObject>();
const form = /^v1\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{22})$/;

/** The name of an app's session cookie; on https the browser itself binds it to the host. */
export function appCookieName(https: boolean): string {
  return https ? "__Host-homeport" : "homeport_app";
}

/** The name of a guest's cookie, beside which the same browser may be signed in. */
export function linkCookieName(https: boolean): string {
  return https ? "__Host-homeport_link" : "homeport_link";
}

/** A new credential for one app: what the browser keeps, and the hash that the store keeps. */
export function mintAppCookie(
  keys: Keys,
  appId: string,
  random: Random,
): { readonly value: string; readonly tokenHash: Buffer } {
  const token = Buffer.from(random.bytes(32));
  const value = `v1.${token.toString("base64url")}.${macOf(keys, appId, token).toString("base64url")}`;
  return { value, tokenHash: sha256(token) };
}

/**
 * The hash under which the store may know this cookie, or null when its HMAC is not ours for this app: garbage
 * and another app's cookie end here, before any lookup. The previous secret still verifies.
 */
export function readAppCookie(keys: Keys, appId: string, value: string): Buffer | null {
  const match = form.exec(value);
  if (match === null) return null;
  const token = Buffer.from(match[1] ?? "", "base64url");
  const mac = Buffer.from(match[2] ?? "", "base64url");
  const genuine = keyChain(keys).some((one) => timingSafeEqual(mac, macOf(one, appId, token)));
  return genuine ? sha256(token) : null;
}

function keyChain(keys: Keys): readonly Keys[] {
  return keys.previous === undefined ? [keys] : [keys, keys.previous];
}

function macOf(keys: Keys, appId: string, token: Buffer): Buffer {
  const hmac = createHmac("sha256", cookieKeyOf(keys));
  return hmac
    .update("homeport app cookie v1\0")
    .update(`${appId}\0`)
    .update(token)
    .digest()
    .subarray(0, 16);
}

/**
 * Every request with a cookie comes here, and Node spends three times as long on making a key of raw bytes as on
 * the HMAC itself: the key is made once for each secret.
 */
function cookieKeyOf(keys: Keys): KeyObject {
  const known = cookieKeys.get(keys);
  if (known !== undefined) return known;
  const made = createSecretKey(keys.key("gate-cookie"));
  cookieKeys.set(keys, made);
  return made;
}
