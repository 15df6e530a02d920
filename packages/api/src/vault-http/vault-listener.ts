import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { VaultsError } from "@homeport/vaults";
import type { VaultHandler } from "./create-vault-handler.ts";
import type { VaultPeer } from "./deps.ts";

export type VaultListener = (
  request: IncomingMessage,
  response: ServerResponse,
  peer: VaultPeer,
) => Promise<void>;

/**
 * Lets the handler answer what comes to a server of Node, ahead of everything else that listens there. The body goes on as it
 * comes, and streams leave as they are made.
 */
export function createVaultListener(
  handler: Pick<VaultHandler, "answer">,
  origin: URL,
): VaultListener {
  return async function listen(request, response, { address, requestId }) {
    const asked = toRequest(request, origin);
    const given = await handler.answer(asked, { address, requestId });
    await send(request, response, given);
  };
}

/** The origin is the configured one. Throws REQUEST_INVALID for a target that would be read in another form. */
function toRequest(request: IncomingMessage, origin: URL): Request {
  const { method = "GET", url: target = "/" } = request;
  const url = new URL(origin.origin + target);
  if (url.pathname + url.search !== target) {
    throw new VaultsError("REQUEST_INVALID", { details: { part: "path" } });
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, {
    method,
    headers: toHeaders(request),
    ...(hasBody ? { body: bodyOf(request), duplex: "half" } : {}),
  });
}

/** Repeated fields are kept. */
function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

function bodyOf(request: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return null;
  return Readable.toWeb(request) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  given: Response,
): Promise<void> {
  response.statusCode = given.status;
  for (const [name, value] of given.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  for (const cookie of given.headers.getSetCookie()) response.appendHeader("Set-Cookie", cookie);
  if (given.body === null) {
    response.end();
  } else if (isStream(given)) {
    response.flushHeaders();
    await sendStream(request, response, given.body);
  } else {
    response.end(Buffer.from(await given.arrayBuffer()));
  }
}

function isStream({ headers }: Response): boolean {
  const type = headers.get("content-type") ?? "";
  return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
}

/** Takes a part only when the one before has left, so that what a slow reader leaves waits where it is bounded. */
async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const reader = body.getReader();
  const gone = new AbortController();
  response.once("close", () => {
    gone.abort();
    reader.cancel().catch(() => undefined);
  });
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!response.write(next.value)) await once(response, "drain", { signal: gone.signal });
    }
    response.end();
  } catch (error) {
    // A reader who has gone away wants no more of it; anything else ends the answer short, which shows.
    if (!request.socket.destroyed && !gone.signal.aborted) throw error;
  }
}
