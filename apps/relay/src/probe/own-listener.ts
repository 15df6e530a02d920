import type { Server } from "node:http";

/** How this process reaches its own public listener. */
export interface OwnListener {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** The name that visitors of the base host use. */
  readonly hostHeader: string;
}

const everywhere = new Set(["::", "0.0.0.0"]);

/** Null while the listener is closed. One that listens everywhere is reached by loopback. */
export function findOwnListener(
  server: Pick<Server, "address">,
  { appsUrl, tls }: { readonly appsUrl: URL; readonly tls: unknown },
): OwnListener | null {
  const address = server.address();
  if (address === null || typeof address === "string") return null;
  const host = everywhere.has(address.address) ? "127.0.0.1" : address.address;
  return { host, port: address.port, secure: tls !== undefined, hostHeader: appsUrl.host };
}
