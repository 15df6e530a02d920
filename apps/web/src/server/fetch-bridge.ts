import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { PlatformError } from "@homeport/platform";

/** Node's headers as the platform's, repeated fields kept. */
export function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) {
      headers.append(name, value);
    }
  }
  return headers;
}

/**
 * A Node request as a fetch one, its body read whole. Throws INPUT_INVALID for a body over `maxBytes`. The origin is
 * the configured one: what a client wrote into Host decides nothing.
 */
export async function toFetchRequest(
  request: IncomingMessage,
  origin: URL,
  maxBytes: number,
): Promise<Request> {
  const method = request.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const target = request.url ?? "/";
  return new Request(`${origin.origin}${target.startsWith("/") ? target : "/"}`, {
    method,
    headers: toHeaders(request),
    ...(hasBody ? { body: await readBody(request, maxBytes) } : {}),
  });
}

/** Writes a fetch answer, each Set-Cookie as a field of its own. */
export async function sendFetchResponse(response: ServerResponse, answer: Response): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") {
      response.setHeader(name, value);
    }
  }
  for (const cookie of answer.headers.getSetCookie()) {
    response.appendHeader("Set-Cookie", cookie);
  }
  if (answer.body === null) {
    response.end();
    return;
  }
  await pipeline(Readable.from(answer.body), response);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBytes) {
      throw new PlatformError("INPUT_INVALID");
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}
