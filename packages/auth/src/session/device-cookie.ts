/**
 * How long a paired device keeps its cookie: as long as browsers keep any. When the session ends is decided by its
 * row, which use extends.
 */
const keptForS = 400 * 24 * 60 * 60;

export interface DeviceCookies {
  /** The Set-Cookie value by which a browser holds the session of this signed token. */
  make(signedToken: string): string;
  /** The same for the session cookie that a request came with, so that use extends its life, too; null for none. */
  renew(headers: Headers): string | null;
}

/** The session cookie in its long-lived form; name and fields are those of better-auth's. */
export function createDeviceCookies(name: string, https: boolean): DeviceCookies {
  const fields = `Max-Age=${keptForS}; Path=/; HttpOnly; SameSite=Lax${https ? "; Secure" : ""}`;
  return {
    make: (signedToken) => `${name}=${encodeURIComponent(signedToken)}; ${fields}`,
    renew(headers) {
      const pairs = (headers.get("cookie") ?? "").split("; ");
      const held = pairs.find((pair) => pair.startsWith(`${name}=`));
      return held === undefined ? null : `${held}; ${fields}`;
    },
  };
}
