/**
 * A Cookie header as the browser will send it once it has taken these Set-Cookie values: named ones replaced,
 * emptied ones dropped, the rest as it was.
 */
export function mergeCookies(cookie: string, setCookies: readonly string[]): string {
  const jar = new Map<string, string>();
  for (const pair of [
    ...cookie.split(";"),
    ...setCookies.map((value) => value.split(";", 1)[0] ?? ""),
  ]) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    if (at <= 0 || name === "") {
      continue;
    }
    if (value === "") {
      jar.delete(name);
    } else {
      jar.set(name, value);
    }
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}
