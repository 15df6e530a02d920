/** How many links one browser is let in by at a time; of more, the oldest has to be opened again. */
const sessionsMost = 5;

const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** What a browser keeps of the share links that let it in; bound to this very host where there is https. */
export function shareCookieName(webUrl: URL): string {
  return webUrl.protocol === "https:" ? "__Host-homeport_share" : "homeport_share";
}

/** The secrets in a Cookie header, the newest first; nothing that is none is asked for in the store. */
export function readShareSecrets(cookie: string | null, webUrl: URL): string[] {
  const name = `${shareCookieName(webUrl)}=`;
  const pair = (cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(name));
  const secrets = pair?.slice(name.length).split(".") ?? [];
  return secrets.filter((secret) => secretForm.test(secret)).slice(0, sessionsMost);
}

/** A Set-Cookie that adds a secret to those of a browser. It lasts no longer than its sessions in the store do. */
export function shareCookie(
  webUrl: URL,
  secrets: { added: string; kept: readonly string[] },
  maxAgeSeconds: number,
): string {
  const value = [secrets.added, ...secrets.kept].slice(0, sessionsMost).join(".");
  const secure = webUrl.protocol === "https:" ? "; Secure" : "";
  return `${shareCookieName(webUrl)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}
