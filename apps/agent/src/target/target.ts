import { AgentError } from "../errors.ts";

/** Where a stream goes on this machine, parsed from its text. */
export type Target =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls: false }
  | {
      readonly kind: "tcp";
      readonly host: string;
      readonly port: number;
      readonly tls: true;
      readonly serverName: string;
      /** What is spoken inside TLS, when the target's scheme says so. */
      readonly alpn: "http/1.1" | null;
    }
  | { readonly kind: "unix"; readonly path: string };

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "tls:": 443 };

/**
 * Reads `3000`, `http://host:port`, `https://…`, `tls://…`, `tcp://host:port` or `unix:/path`.
 * A path, query or user info is refused: a stream is spliced, so they could have no effect.
 * Throws `TARGET_MALFORMED`.
 */
export function parseTarget(text: string): Target {
  const trimmed = text.trim();
  if (/^\d{1,5}$/.test(trimmed)) return loopback(text, Number(trimmed));
  if (trimmed.startsWith("unix:/")) {
    if (trimmed.includes("#")) throw malformed(text);
    return { kind: "unix", path: trimmed.slice("unix:".length) };
  }
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (url === null || !["http:", "https:", "tls:", "tcp:"].includes(url.protocol))
    throw malformed(text);
  const bare = url.username === "" && url.search === "" && url.hash === "";
  if (!bare || url.hostname === "" || !["", "/"].includes(url.pathname)) throw malformed(text);
  const port = url.port === "" ? defaultPorts[url.protocol] : Number(url.port);
  if (port === undefined || port < 1) throw malformed(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.protocol === "https:" || url.protocol === "tls:") {
    const alpn = url.protocol === "https:" ? "http/1.1" : null;
    return { kind: "tcp", host, port, tls: true, serverName: host, alpn };
  }
  return { kind: "tcp", host, port, tls: false };
}

/** The text under which a target is declared and compared; a bare port means this machine. */
export function canonicalTarget(text: string): string {
  const target = parseTarget(text);
  if (/^\d+$/.test(text.trim()) && target.kind === "tcp") return `http://localhost:${target.port}`;
  return text.trim().replace(/\/$/, "");
}

function loopback(text: string, port: number): Target {
  if (port < 1 || port > 65_535) throw malformed(text);
  return { kind: "tcp", host: "localhost", port, tls: false };
}

function malformed(text: string): AgentError {
  return new AgentError("TARGET_MALFORMED", { detail: text.slice(0, 200) });
}
