import type { IncomingMessage, ServerResponse } from "node:http";
import { VaultsError } from "@homeport/vaults";
import type { VaultHandler } from "./create-vault-handler.ts";
import type { VaultPeer } from "./deps.ts";
import { isWhole, type VaultAnswer, type VaultHeaders, type VaultRequest } from "./exchange.ts";

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
  handler: Pick<VaultHandler, "reply">,
  origin: URL,
): VaultListener {
  return async function listen(request, response, { address, requestId }) {
    const answer = await handler.reply(toVaultRequest(request, origin), { address, requestId });
    await send(response, answer);
  };
}

/** The origin is the configured one. Throws REQUEST_INVALID for a target that would be read in another form. */
function toVaultRequest(request: IncomingMessage, origin: URL): VaultRequest {
  const { method = "GET", url: target = "/" } = request;
  const { href, pathname, search } = new URL(origin.origin + target);
  if (pathname + search !== target) {
    throw new VaultsError("REQUEST_INVALID", { details: { part: "path" } });
  }
  return { method, url: href, headers: headersOf(request), body: bodyOf(request) };
}

/** Repeated fields are kept. */
function headersOf({ headersDistinct: fields }: IncomingMessage): VaultHeaders {
  const get = (name: string) => {
    const key = name.toLowerCase();
    return Object.hasOwn(fields, key) ? (fields[key]?.join(", ") ?? null) : null;
  };
  return {
    get,
    has: (name) => get(name) !== null,
    *[Symbol.iterator]() {
      for (const [name, values = []] of Object.entries(fields)) {
        for (const value of values) yield [name, value];
      }
    },
  };
}

function bodyOf(request: IncomingMessage): AsyncIterable<Uint8Array> | null {
  const { method, headers } = request;
  if (method === "GET" || method === "HEAD") return null;
  const { "content-length": length, "transfer-encoding": encoding } = headers;
  return encoding === undefined && (length === undefined || length === "0") ? null : request;
}

async function send(
  response: ServerResponse,
  { status, headers, body, cookies = [] }: VaultAnswer,
): Promise<void> {
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
  for (const cookie of cookies) response.appendHeader("Set-Cookie", cookie);
  if (isWhole(body)) {
    response.end(body);
  } else {
    response.flushHeaders();
    await sendParts(response, body[Symbol.asyncIterator]());
  }
}

/** Takes a part only when the one before has left, so that what a slow reader leaves waits where it is bounded. */
async function sendParts(
  response: ServerResponse,
  parts: AsyncIterator<Uint8Array>,
): Promise<void> {
  const leave = () => void parts.return?.().catch(() => undefined);
  // Whoever went away before there was an answer says so no second time.
  if (response.destroyed) leave();
  else response.once("close", leave);
  try {
    for (let next = await parts.next(); !next.done; next = await parts.next()) {
      if (!response.write(next.value)) await whenTaken(response);
    }
    response.end();
  } catch (error) {
    // A reader who has gone away wants no more of it; anything else ends the answer short, which shows.
    if (!response.destroyed) throw error;
  }
}

/** Settles when what was written has left, or nobody takes it any more. */
function whenTaken(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle).off("close", settle);
      resolve();
    };
    response.on("drain", settle).on("close", settle);
  });
}
