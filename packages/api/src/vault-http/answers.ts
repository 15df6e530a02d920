import { createHash } from "node:crypto";
import type { VaultAnswer, VaultRequest } from "./exchange.ts";

const json = "application/json";

/** An answer that nobody keeps. */
export function sendJson(value: unknown, status = 200): VaultAnswer {
  const headers = { "Content-Type": json, "Cache-Control": "no-store" };
  return { status, headers, body: JSON.stringify(value) };
}

/** An answer that its reader may keep, and ask whether it still holds. */
export function sendKept(
  request: VaultRequest,
  body: string | Uint8Array<ArrayBuffer>,
  facts: { readonly etag: string; readonly headers: Readonly<Record<string, string>> },
): VaultAnswer {
  const headers = { ...facts.headers, "Cache-Control": "private, no-cache", ETag: facts.etag };
  return request.headers.get("if-none-match") === facts.etag
    ? { status: 304, headers, body: null }
    : { status: 200, headers, body };
}

/** JSON that its reader may keep; the same bytes have the same tag. */
export function sendKeptJson(request: VaultRequest, value: unknown): VaultAnswer {
  const body = JSON.stringify(value);
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
  return sendKept(request, body, { etag, headers: { "Content-Type": json } });
}
