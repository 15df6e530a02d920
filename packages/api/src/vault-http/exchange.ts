/**
 * A request as the routes of vaults read it. A `Request` is one. A server of Node gives what it has instead: to make a
 * `Request` and to take a `Response` apart costs a quarter of all that a read does besides its statement.
 */
export interface VaultRequest {
  readonly method: string;
  /** Absolute; only path and query are looked at. */
  readonly url: string;
  readonly headers: VaultHeaders;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Fields by their names, whatever their case; the values of one that came more than once are joined as `Headers` does. */
export interface VaultHeaders extends Iterable<[string, string]> {
  get(name: string): string | null;
  has(name: string): boolean;
}

/** An answer in plain values. */
export interface VaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or in parts of which each is taken when the one before has left. */
  readonly body: string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array> | null;
  /** The values of `Set-Cookie`; none unless told. */
  readonly cookies?: readonly string[];
}

/** Whether an answer is whole already. */
export function isWhole(
  body: VaultAnswer["body"],
): body is string | Uint8Array<ArrayBuffer> | null {
  return body === null || typeof body === "string" || body instanceof Uint8Array;
}

/** The answer as `fetch` knows it. */
export function toResponse({ status, headers, body, cookies = [] }: VaultAnswer): Response {
  const sent = isWhole(body) ? body : ReadableStream.from(body);
  const response = new Response(sent, { status, headers });
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}
