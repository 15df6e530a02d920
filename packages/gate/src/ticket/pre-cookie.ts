import { type Random, sha256 } from "@homeport/platform";

/** The nonce binds a sign-in to the browser that began it; the count shows a browser that keeps no cookies. */
export interface PreCookie {
  /** 128 random bits, base64url. */
  readonly nonce: string;
  /** Starts since `windowStartS` that did not end in a session. */
  readonly starts: number;
  /** Epoch seconds of the first of them. */
  readonly windowStartS: number;
}

const form = /^v1\.([A-Za-z0-9_-]{22})\.(\d)\.(\d{1,12})$/;

export const preCookieLifeS = 600;
const windowS = 60;
const maxStarts = 3;

export function preCookieName(https: boolean): string {
  return https ? "__Host-homeport_pre" : "homeport_pre";
}

/** The well-formed ones among the cookies that a browser sent. */
export function readPreCookies(values: readonly string[]): readonly PreCookie[] {
  return values
    .map((value) => form.exec(value))
    .filter((match) => match !== null)
    .map((match) => ({
      nonce: match[1] ?? "",
      starts: Number(match[2]),
      windowStartS: Number(match[3]),
    }));
}

/**
 * The cookie of one more start, keeping the nonce so that parallel tabs all succeed; null when this would be
 * one start too many within a minute.
 */
export function countStart(kept: PreCookie | null, nowS: number, random: Random): PreCookie | null {
  if (kept === null) {
    const nonce = Buffer.from(random.bytes(16)).toString("base64url");
    return { nonce, starts: 1, windowStartS: nowS };
  }
  const sinceS = nowS - kept.windowStartS;
  if (sinceS < 0 || sinceS >= windowS) return { ...kept, starts: 1, windowStartS: nowS };
  if (kept.starts >= maxStarts) return null;
  return { ...kept, starts: kept.starts + 1 };
}

/** The cookie after a success: other tabs may still come back with the same nonce. */
export function clearStarts(kept: PreCookie, nowS: number): PreCookie {
  return { nonce: kept.nonce, starts: 0, windowStartS: nowS };
}

export function preCookieValue(cookie: PreCookie): string {
  return `v1.${cookie.nonce}.${cookie.starts}.${cookie.windowStartS}`;
}

/** The nonce's hash: what state and ticket carry in its place. */
export function nonceHash(nonce: string): Buffer {
  return sha256(nonce);
}
