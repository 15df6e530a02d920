import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { Backend } from "./backends.ts";
import { answeredFields, forwardedFields } from "./forwarded-fields.ts";

/**
 * Sends a request to the first backend that can be reached, streaming both ways. Each request has a
 * connection of its own: when that cannot be made, no byte has left and the next backend may be
 * asked; once it is made, a failure is the visitor's to see.
 */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  [backend, ...others]: Backend[],
): void {
  if (!backend) {
    response.writeHead(503, { "retry-after": "1", "content-type": "text/plain" });
    response.end("No replica of web can be reached.\n");
    return;
  }
  let isConnected = false;
  const leave = () => void upstream.destroy();
  const upstream = httpRequest({
    host: "127.0.0.1",
    port: backend.port,
    method: request.method,
    path: request.url,
    headers: forwardedFields(request, { upgrade: false }),
    agent: false,
    setHost: false,
  });
  upstream.once("socket", (socket) => {
    socket.once("connect", () => {
      isConnected = true;
      // Nothing is read from the visitor before there is somebody to hand it to.
      pipeline(request, upstream, () => undefined);
    });
  });
  upstream.on("continue", () => response.writeContinue());
  upstream.once("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answeredFields(answer));
    pipeline(answer, response, () => undefined);
  });
  upstream.once("error", () => {
    if (!isConnected) {
      // The visitor's end concerns only whoever is asked now: replicas that are away would leave a listener each.
      response.off("close", leave);
      forwardRequest(request, response, others);
    } else if (response.headersSent) response.destroy();
    else response.writeHead(502, { "content-type": "text/plain" }).end("The replica went away.\n");
  });
  response.once("close", leave);
}
