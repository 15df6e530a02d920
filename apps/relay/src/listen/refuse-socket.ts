import type { Socket } from "node:net";
import { type HomeportError, newId } from "@homeport/platform";
import { renderRefusal } from "../pages/refusal.ts";

/** Answers on a connection that has no response of its own, and closes it. */
export function refuseSocket(socket: Socket, error: HomeportError, requestId = newId()): void {
  const answer = renderRefusal({ error }, { page: false, requestId });
  const body = Buffer.from(answer.body);
  let head = `HTTP/1.1 ${answer.status} \r\n`;
  for (let at = 0; at + 1 < answer.headers.length; at += 2) {
    head += `${answer.headers[at]}: ${answer.headers[at + 1]}\r\n`;
  }
  head += `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  socket.on("error", () => {});
  socket.write(head, "latin1");
  socket.end(body, () => socket.destroy());
}
