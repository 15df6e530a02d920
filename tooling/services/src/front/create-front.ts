import { createServer, type Server } from "node:http";
import type { Backends } from "./backends.ts";
import { forwardRequest } from "./forward-request.ts";
import { forwardUpgrade } from "./forward-upgrade.ts";

/**
 * The front in mode `requests`: the next request goes to the next replica, also within one kept-alive
 * connection, so that nothing of a sign-in can lean on meeting the same replica twice.
 */
export function createFront(backends: Backends): Server {
  // Node's own 300 s for a whole request would cut long uploads.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 });
  server.on("request", (request, response) => {
    forwardRequest(request, response, backends.inTurn());
  });
  // Left alone, the replica decides whether the body is wanted.
  server.on("checkContinue", (request, response) => {
    forwardRequest(request, response, backends.inTurn());
  });
  server.on("upgrade", (request, socket, early) => {
    forwardUpgrade(request, socket, early, backends.inTurn());
  });
  return server;
}
