import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Target } from "./target.ts";

/** How long a target may take to accept a connection. */
export const targetConnectMs = 5_000;

/**
 * Starts a connection to the target and answers the socket at once, before it is connected, so
 * that listeners are attached before the first byte can arrive. `localhost` tries both families.
 * The socket half-closes, sends without delay, and is not encrypted for plain targets: the tunnel
 * has TLS already and the target is on this machine.
 */
export function connectTarget(target: Target): Socket {
  if (target.kind === "unix") return connectTcp({ path: target.path, allowHalfOpen: true });
  const { host, port } = target;
  const place = { host, port, autoSelectFamily: true, allowHalfOpen: true };
  if (!target.tls) return connectTcp({ ...place, noDelay: true });
  const socket = connectTls({
    ...place,
    // An address is no name to be greeted by; the certificate is held against it all the same.
    ...(isIP(host) === 0 ? { servername: target.serverName } : {}),
    ALPNProtocols: ["http/1.1"],
  });
  socket.setNoDelay(true);
  return socket;
}

/** The event that says a socket of this target carries bytes. */
export function readyEvent(target: Target): "connect" | "secureConnect" {
  return target.kind === "tcp" && target.tls ? "secureConnect" : "connect";
}
