import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { createApiContext } from "../context/create-context.ts";
import type { ApiDeps } from "../context/deps.ts";
import { reportFailure } from "../events.ts";
import { appRouter } from "../router.ts";
import { readHeaders } from "./headers.ts";

/** Where the endpoint lives under the console's address. */
export const apiPath = "/api/trpc";

/** What the HTTP server knows of one request before it hands it on. */
export interface Peer {
  readonly address: string | null;
  readonly requestId: string;
}

export type ApiHandler = (req: IncomingMessage, res: ServerResponse, peer: Peer) => Promise<void>;

const maxBodyBytes = 1024 * 1024;
/** Limits count requests before they are read; what one of them may ask for has to be bounded, too. */
const maxBatchSize = 50;

/** A handler for everything under `/api/trpc`; batches and streams; never rejects. */
export function createApiHandler(deps: ApiDeps): ApiHandler {
  return async function handleApiRequest(req, res, peer) {
    res.setHeader("X-Request-Id", peer.requestId);
    res.setHeader("Cache-Control", "no-store");
    await nodeHTTPRequestHandler({
      router: appRouter,
      req,
      res,
      path: procedurePath(req.url ?? ""),
      maxBodySize: maxBodyBytes,
      maxBatchSize,
      createContext: () =>
        createApiContext(deps, {
          ...peer,
          headers: readHeaders(req),
          setCookie: (value) => appendCookie(res, value),
        }),
      onError: ({ error, path, type }) =>
        reportFailure(deps, { error, path: path ?? null, type, requestId: peer.requestId }),
    });
  };
}

function procedurePath(url: string): string {
  const path = url.split("?", 1)[0] ?? "";
  return path.startsWith(`${apiPath}/`) ? path.slice(apiPath.length + 1) : "";
}

/** A streamed answer has sent its head already; then the cookie waits for the next request. */
function appendCookie(res: ServerResponse, value: string): void {
  if (!res.headersSent) res.appendHeader("Set-Cookie", value);
}
