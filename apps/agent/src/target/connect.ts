import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { Target } from "./target.ts";

/** How long a target may take to accept a connection. */
export const targetConnectMs = 5_000;

/** What is asked of a connection beyond its target. */
export interface ConnectHow {
  /** Goes first, ahead of TLS and of everything that a stream brings. */
  readonly preface: Buffer | null;
  /** Whether a target with TLS must show a certificate that this machine trusts. */
  readonly tlsVerify: boolean;
}

const plainly: ConnectHow = { preface: null, tlsVerify: true };

/**
 * Starts a connection to the target and answers the socket at once, before it is connected, so
 * that listeners are attached before the first byte can arrive. `localhost` tries both families.
 * The socket half-closes, sends without delay, and is not encrypted for plain targets: the tunnel
 * has TLS already and the target is on this machine. Where something goes ahead of TLS the socket
 * is in the clear; see `secureTarget`.
 */
export function connectTarget(target: Target, how: ConnectHow = plainly): Socket {
  const socket = openSocket(target, how);
  if (how.preface !== null) socket.write(how.preface);
  return socket;
}

function openSocket(target: Target, how: ConnectHow): Socket {
  if (target.kind === "unix") return connectTcp({ path: target.path, allowHalfOpen: true });
  const { host, port } = target;
  const place = { host, port, autoSelectFamily: true, allowHalfOpen: true };
  if (!target.tls || how.preface !== null) return connectTcp({ ...place, noDelay: true });
  const socket = connectTls({ ...place, ...tlsOptions(target, how) });
  socket.setNoDelay(true);
  return socket;
}

/** Whether a connection begins in the clear and goes on in TLS. */
export function isSecuredLater(target: Target, how: ConnectHow): boolean {
  return target.kind === "tcp" && target.tls && how.preface !== null;
}

/**
 * Goes on in TLS over a connection that was made, and on which the preface has been written. The
 * handle of a socket changes while it tries one address after another, so this comes afterwards.
 */
export function secureTarget(target: Target, socket: Socket, how: ConnectHow): Socket {
  if (target.kind === "unix" || !target.tls) return socket;
  socket.on("error", () => undefined);
  return connectTls({ socket, host: target.host, ...tlsOptions(target, how) });
}

function tlsOptions(
  target: Extract<Target, { tls: true }>,
  { tlsVerify }: ConnectHow,
): Pick<ConnectionOptions, "servername" | "ALPNProtocols" | "rejectUnauthorized"> {
  return {
    // RFC 6066 knows no addresses as server names; the certificate is compared with them all the same.
    ...(isIP(target.serverName) === 0 ? { servername: target.serverName } : {}),
    ...(target.alpn === null ? {} : { ALPNProtocols: [target.alpn] }),
    rejectUnauthorized: tlsVerify,
  };
}

/** The event that says a socket of this target carries bytes. */
export function readyEvent(target: Target): "connect" | "secureConnect" {
  return target.kind === "tcp" && target.tls ? "secureConnect" : "connect";
}
