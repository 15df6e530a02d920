import type { IncomingMessage } from "node:http";

/** The request's headers as the platform's `Headers`, repeated fields kept. */
export function readHeaders(req: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}
