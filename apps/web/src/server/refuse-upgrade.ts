import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody, type HomeportError, newId, retryAfterSeconds } from "@homeport/platform";

/** Answers an upgrade with an error, in the one shape of plain HTTP routes, and ends its connection. */
export function refuseUpgrade(socket: Duplex, error: HomeportError): void {
  const body = JSON.stringify(errorBody(error, newId()));
  const wait = retryAfterSeconds(error);
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    "Connection: close",
    "Cache-Control: no-store",
    "Content-Type: application/json",
    ...(wait === null ? [] : [`Retry-After: ${wait}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  // With the upgrade Node has let go of the connection: nobody else hears that its far end has reset it.
  socket.on("error", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
