import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import type { Backend } from "./backends.ts";
import { forwardedFields } from "./forwarded-fields.ts";

/** Hands an upgrade to the first backend that can be reached and then splices bytes without looking. */
export function forwardUpgrade(
  request: IncomingMessage,
  visitor: Duplex,
  early: Buffer,
  [backend, ...others]: Backend[],
): void {
  if (!backend) {
    visitor.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
    return;
  }
  const socket = connect({ host: "127.0.0.1", port: backend.port, noDelay: true });
  const tryNext = () => forwardUpgrade(request, visitor, early, others);
  socket.once("error", tryNext);
  socket.once("connect", () => {
    socket.off("error", tryNext);
    socket.write(headOf(request));
    socket.write(early);
    pipeline(visitor, socket, () => undefined);
    pipeline(socket, visitor, () => undefined);
  });
}

function headOf(request: IncomingMessage): string {
  const fields = forwardedFields(request, { upgrade: true });
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let i = 0; i + 1 < fields.length; i += 2) lines.push(`${fields[i]}: ${fields[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
