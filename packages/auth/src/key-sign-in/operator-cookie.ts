const lifeSeconds = 8 * 3_600;
const tokenForm = /^[\w-]{43}$/;

/**
 * The cookie that holds an operator's session by key. It never leaves for another site's request, and over https its
 * name keeps every other host from setting it.
 */
export function operatorCookie(webUrl: URL) {
  const https = webUrl.protocol === "https:";
  const name = https ? "__Host-homeport_operator" : "homeport_operator";
  const fields = `Path=/; HttpOnly; SameSite=Strict${https ? "; Secure" : ""}`;
  return {
    make: (token: string) => `${name}=${token}; Max-Age=${lifeSeconds}; ${fields}`,
    cleared: `${name}=; Max-Age=0; ${fields}`,
    /** The token of a request; null for one that carries none. */
    read(headers: Headers): string | null {
      const pairs = (headers.get("cookie") ?? "").split("; ");
      const held = pairs.find((pair) => pair.startsWith(`${name}=`));
      const token = held?.slice(name.length + 1) ?? "";
      return tokenForm.test(token) ? token : null;
    },
  };
}
