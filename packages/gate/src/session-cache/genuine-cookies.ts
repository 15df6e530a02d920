import { hash } from "node:crypto";
import type { Keys } from "@homeport/platform";
import { readAppCookie } from "./app-cookie.ts";
import type { AppCredential } from "./session-cache.ts";

/** App cookies whose HMAC was found to be ours. */
export interface GenuineCookies {
  /** The credential in a cookie's value, or null when its HMAC is not ours for this app. */
  read(appId: string, value: string): AppCredential | null;
}

/**
 * Remembers by their hash the cookies that passed `readAppCookie`, the least recently used gone first. A visitor
 * sends the same one with each request, and to check its HMAC again costs more than all else that the gate does. A
 * cookie that is not ours is never remembered, so it is judged each time and drives no other out. That a cookie
 * is ours says nothing of whom it stands for now: the session cache tells.
 */
export function createGenuineCookies(keys: Keys, maxCookies: number): GenuineCookies {
  const known = new Map<string, AppCredential>();
  return {
    read(appId, value) {
      const key = hash("sha256", `${appId} ${value}`, "base64");
      const before = known.get(key);
      if (before !== undefined) {
        known.delete(key);
        known.set(key, before);
        return before;
      }
      const tokenHash = readAppCookie(keys, appId, value);
      if (tokenHash === null) return null;
      const credential: AppCredential = { kind: "app", appId, tokenHash };
      known.set(key, credential);
      const oldest = known.size > maxCookies ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      return credential;
    },
  };
}
