import { createHash } from "node:crypto";

const uncached = { "Cache-Control": "no-store" };

/** An answer that nobody keeps. */
export function sendJson(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: uncached });
}

/** An answer that its reader may keep, and ask whether it still holds. */
export function sendKept(
  request: Request,
  body: Uint8Array<ArrayBuffer>,
  facts: { readonly etag: string; readonly headers: Readonly<Record<string, string>> },
): Response {
  const headers = { ...facts.headers, "Cache-Control": "private, no-cache", ETag: facts.etag };
  return request.headers.get("if-none-match") === facts.etag
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers });
}

/** JSON that its reader may keep; the same bytes have the same tag. */
export function sendKeptJson(request: Request, value: unknown): Response {
  const body = Buffer.from(JSON.stringify(value));
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
  return sendKept(request, body, { etag, headers: { "Content-Type": "application/json" } });
}
