import { readSessionToken } from "@homeport/gate";
import type { Keys } from "@homeport/platform";
import { signCookieValue } from "./signed-token.ts";

/** better-auth's own cookies, with the prefix that browsers give to those of https. */
const ownCookie = /(?<=^|; ?)((?:__Secure-)?homeport\.[\w-]+=)([^;]*)/g;
const bearer = /^(bearer +)(\S+)$/i;

/**
 * The headers with everything that was signed under the previous secret signed under the current one, so that nobody
 * is signed out while a secret is changed: better-auth knows a single one. Without a previous secret, or with nothing
 * signed under it, these are the headers that came.
 */
export function underCurrentKey(headers: Headers, keys: Keys): Headers {
  const { previous } = keys;
  if (previous === undefined) return headers;
  const secret = keys.key("better-auth").toString("base64url");
  const renew = (value: string) => {
    const token = readSessionToken(previous, value);
    return token === null ? value : encodeURIComponent(signCookieValue(token, secret));
  };
  const cookie = headers.get("cookie");
  const authorization = headers.get("authorization");
  const changed = new Headers(headers);
  if (cookie !== null) {
    const renewed = cookie.replace(
      ownCookie,
      (_, name: string, value: string) => name + renew(value),
    );
    changed.set("cookie", renewed);
  }
  if (authorization !== null) {
    const renewed = authorization.replace(
      bearer,
      (_, word: string, value: string) => word + renew(value),
    );
    changed.set("authorization", renewed);
  }
  return changed;
}
